package io.millsight.qwen.chat;

import io.millsight.qwen.config.SpecialToken;
import java.util.ArrayList;
import java.util.List;

/**
 * The text form of a conversation. Every turn is {@code <|im_start|>role\ncontent<|im_end|>\n}; a conversation that does not begin with
 * a system message gets the default one; each image is one placeholder between vision_start and vision_end. Nothing is trimmed.
 *
 * @param numbersImages whether {@code Picture 1: } and so on stand before the images
 */
public record ChatTemplate(boolean numbersImages) {

    /** The form that the models are trained with. */
    public static final ChatTemplate STANDARD = new ChatTemplate(false);

    private static final String DEFAULT_SYSTEM = "You are a helpful assistant.";

    private static final String IMAGE =
            SpecialToken.VISION_START.text() + SpecialToken.IMAGE_PAD.text() + SpecialToken.VISION_END.text();

    static final String TURN_START = SpecialToken.IM_START.text();
    static final String TURN_END = SpecialToken.IM_END.text();

    /** What stands between two turns. */
    static final String SEPARATOR = "\n";

    /**
     * A turn with its content written out.
     *
     * @param role who speaks
     * @param content with one placeholder per image
     */
    record Turn(String role, String content) {

        /** What stands between the turn's start token and its content. */
        String header() {
            return role + "\n";
        }
    }

    /**
     * The whole text.
     *
     * @param generationPrompt whether it ends with the start of an answer
     */
    public String render(List<ChatMessage> messages, boolean generationPrompt) {
        StringBuilder text = new StringBuilder();
        for (Turn turn : turns(messages)) {
            text.append(TURN_START)
                    .append(turn.header())
                    .append(turn.content())
                    .append(TURN_END)
                    .append(SEPARATOR);
        }
        if (generationPrompt) {
            text.append(TURN_START).append(new Turn(ChatMessage.ASSISTANT, "").header());
        }
        return text.toString();
    }

    /** The turns, including the default system message where the conversation has none. */
    List<Turn> turns(List<ChatMessage> messages) {
        List<Turn> turns = new ArrayList<>();
        if (!messages.isEmpty() && !messages.get(0).role().equals(ChatMessage.SYSTEM)) {
            turns.add(new Turn(ChatMessage.SYSTEM, DEFAULT_SYSTEM));
        }
        int images = 0;
        for (ChatMessage message : messages) {
            StringBuilder content = new StringBuilder();
            for (ChatContent part : message.content()) {
                if (part instanceof ChatContent.Text words) {
                    content.append(words.text());
                } else if (part instanceof ChatContent.Image) {
                    images++;
                    content.append(numbersImages ? "Picture " + images + ": " : "")
                            .append(IMAGE);
                }
            }
            turns.add(new Turn(message.role(), content.toString()));
        }
        return turns;
    }
}
