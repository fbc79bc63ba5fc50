package io.millsight.qwen.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Learns a byte-level byte-pair vocabulary from texts (Sennrich et al. 2016, section 3.2): as long as there is room, the most frequent
 * pair of neighbouring tokens becomes a token. The same texts give the same vocabulary: of equally frequent pairs the alphabetically
 * first one wins.
 *
 * <p>All pairs are counted anew for every merge. That is quick for the few hundred different words of report sentences, and slow for a
 * library of books.
 */
public final class BytePairTrainer {

    private final List<String> tokens = new ArrayList<>();
    private final List<String> merges = new ArrayList<>();
    private final List<Word> words = new ArrayList<>();

    /** A piece of text as token ids, and how often it occurs. */
    private static final class Word {

        private int[] tokens;
        private final long count;

        Word(int[] tokens, long count) {
            this.tokens = tokens;
            this.count = count;
        }
    }

    /** Two neighbouring tokens. */
    private record Pair(int left, int right) {}

    private BytePairTrainer(Iterable<String> texts, PreTokenizer preTokenizer) {
        Map<Integer, Integer> ids = new HashMap<>();
        for (int symbol : ByteAlphabet.inOrder()) {
            ids.put(symbol, tokens.size());
            tokens.add(Character.toString(symbol));
        }
        Map<String, Long> counts = new TreeMap<>();
        for (String text : texts) {
            for (String piece : preTokenizer.pieces(text)) {
                counts.merge(ByteAlphabet.spell(piece), 1L, Long::sum);
            }
        }
        counts.forEach((spelled, count) ->
                words.add(new Word(spelled.chars().map(ids::get).toArray(), count)));
    }

    /**
     * Learns a vocabulary.
     *
     * @param texts whose words should become short
     * @param preTokenizer finds the words
     * @param size the largest number of tokens, of which 256 are the single bytes; fewer come out when all words are single tokens
     */
    public static BytePairVocabulary train(Iterable<String> texts, PreTokenizer preTokenizer, int size) {
        BytePairTrainer trainer = new BytePairTrainer(texts, preTokenizer);
        if (size < trainer.tokens.size()) {
            throw new IllegalArgumentException(
                    "a byte-level vocabulary needs at least " + trainer.tokens.size() + " tokens, not " + size);
        }
        boolean merged = true;
        while (merged && trainer.tokens.size() < size) {
            merged = trainer.mergeMostFrequentPair();
        }
        return new BytePairVocabulary(trainer.tokens, trainer.merges);
    }

    private boolean mergeMostFrequentPair() {
        Map<Pair, Long> counts = new HashMap<>();
        for (Word word : words) {
            for (int i = 1; i < word.tokens.length; i++) {
                counts.merge(new Pair(word.tokens[i - 1], word.tokens[i]), word.count, Long::sum);
            }
        }
        Comparator<Map.Entry<Pair, Long>> byCount = Map.Entry.comparingByValue();
        Comparator<Map.Entry<Pair, Long>> order = byCount.reversed().thenComparing(entry -> spell(entry.getKey()));
        return counts.entrySet().stream()
                .min(order)
                .map(entry -> {
                    merge(entry.getKey());
                    return true;
                })
                .orElse(false);
    }

    private void merge(Pair pair) {
        int id = tokens.size();
        tokens.add(tokens.get(pair.left) + tokens.get(pair.right));
        merges.add(spell(pair));
        for (Word word : words) {
            word.tokens = replace(word.tokens, pair, id);
        }
    }

    private String spell(Pair pair) {
        return tokens.get(pair.left) + " " + tokens.get(pair.right);
    }

    private static int[] replace(int[] word, Pair pair, int id) {
        int[] replaced = new int[word.length];
        int length = 0;
        for (int i = 0; i < word.length; i++) {
            boolean found = i + 1 < word.length && word[i] == pair.left && word[i + 1] == pair.right;
            replaced[length++] = found ? id : word[i];
            if (found) {
                i++;
            }
        }
        return Arrays.copyOf(replaced, length);
    }
}
