package io.millsight.qwen.chat;

import io.millsight.qwen.config.SpecialToken;
import io.millsight.qwen.image.PatchGrid;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Conversations to token ids: renders the template, repeats the image placeholders, encodes, and marks what is answer.
 *
 * <p>Encoding goes turn by turn. That gives the ids of the whole text, because the tokenizer splits at special tokens before anything
 * else, and it shows without guessing where an answer begins.
 */
public final class ChatEncoder {

    private final QwenTokenizer tokenizer;
    private final ChatTemplate template;
    private final List<Integer> neverLearned;

    /** The tokenizer stays the caller's to close. */
    public ChatEncoder(QwenTokenizer tokenizer, ChatTemplate template) {
        this.tokenizer = tokenizer;
        this.template = template;
        this.neverLearned = List.of(
                tokenizer.id(SpecialToken.END_OF_TEXT),
                tokenizer.id(SpecialToken.VISION_START),
                tokenizer.id(SpecialToken.VISION_END),
                tokenizer.id(SpecialToken.IMAGE_PAD));
    }

    /**
     * The ids of a conversation that the model is to continue with an answer.
     *
     * @param tokensPerImage for the images of all messages in reading order, see {@link PatchGrid#tokens}
     * @throws IllegalArgumentException if the messages show another number of images
     */
    public int[] encodePrompt(List<ChatMessage> messages, int[] tokensPerImage) {
        ImagePlaceholders placeholders = new ImagePlaceholders(tokensPerImage);
        String text = placeholders.expand(template.render(messages, true));
        placeholders.requireAllUsed();
        return tokenizer.encode(text);
    }

    /**
     * The ids of a finished conversation, with labels on each assistant message's content and on the token that ends it. The header of
     * such a message is not labelled, and neither are placeholders and padding wherever they stand.
     *
     * @param tokensPerImage for the images of all messages in reading order
     * @throws IllegalArgumentException if the messages show another number of images
     */
    public LabelledTokens encodeAnswered(List<ChatMessage> messages, int[] tokensPerImage) {
        ImagePlaceholders placeholders = new ImagePlaceholders(tokensPerImage);
        IntStream.Builder ids = IntStream.builder();
        IntStream.Builder labels = IntStream.builder();
        for (ChatTemplate.Turn turn : template.turns(messages)) {
            String content = placeholders.expand(turn.content());
            int[] spoken = tokenizer.encode(turn.header() + content + ChatTemplate.TURN_END);
            int answerStart = turn.role().equals(ChatMessage.ASSISTANT)
                    ? commonPrefix(tokenizer.encode(turn.header()), spoken)
                    : spoken.length;
            append(tokenizer.encode(ChatTemplate.TURN_START), Integer.MAX_VALUE, ids, labels);
            append(spoken, answerStart, ids, labels);
            append(tokenizer.encode(ChatTemplate.SEPARATOR), Integer.MAX_VALUE, ids, labels);
        }
        placeholders.requireAllUsed();
        return new LabelledTokens(ids.build().toArray(), labels.build().toArray());
    }

    private void append(int[] tokens, int answerStart, IntStream.Builder ids, IntStream.Builder labels) {
        for (int i = 0; i < tokens.length; i++) {
            boolean learned = i >= answerStart && !neverLearned.contains(tokens[i]);
            ids.add(tokens[i]);
            labels.add(learned ? tokens[i] : LabelledTokens.IGNORED);
        }
    }

    /** Where two encodings part: a content that begins with a line break may share a token with the header's end. */
    private static int commonPrefix(int[] header, int[] turn) {
        int length = 0;
        while (length < header.length && length < turn.length && header[length] == turn[length]) {
            length++;
        }
        return length;
    }
}
