package io.millsight.qwen.chat;

/** A part of a chat message. */
public sealed interface ChatContent {

    /** Words, taken over verbatim. */
    record Text(String text) implements ChatContent {}

    /** The place of an image; its pixels travel beside the messages, in the same order. */
    record Image() implements ChatContent {}
}
