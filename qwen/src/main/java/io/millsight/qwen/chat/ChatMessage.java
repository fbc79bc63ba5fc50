package io.millsight.qwen.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One turn of a conversation.
 *
 * @param role who speaks: system, user or assistant
 * @param content what is said and shown, in reading order
 */
public record ChatMessage(String role, List<ChatContent> content) {

    /** The role whose words a model learns to say. */
    public static final String ASSISTANT = "assistant";

    static final String SYSTEM = "system";

    public ChatMessage {
        content = List.copyOf(content);
    }

    public static ChatMessage system(String text) {
        return new ChatMessage(SYSTEM, List.of(new ChatContent.Text(text)));
    }

    /** A question about some images, which come before the text. */
    public static ChatMessage user(int images, String text) {
        List<ChatContent> content = new ArrayList<>(Collections.nCopies(images, new ChatContent.Image()));
        content.add(new ChatContent.Text(text));
        return new ChatMessage("user", content);
    }

    public static ChatMessage assistant(String text) {
        return new ChatMessage(ASSISTANT, List.of(new ChatContent.Text(text)));
    }
}
