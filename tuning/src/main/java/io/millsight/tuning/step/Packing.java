package io.millsight.tuning.step;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * How the micro-batches of a step go through the model.
 *
 * @param tokens of the language model that go through it together; 0 for one micro-batch after the other
 * @param parallel packs at once
 */
public record Packing(int tokens, int parallel) {

    /** One micro-batch after the other. */
    public static final Packing NONE = new Packing(0, 1);

    /**
     * Divides micro-batches into packs of at least one each. For packs at once, each processor gets about as many tokens.
     *
     * @param batches numbers of micro-batches, in rising order
     * @param length tokens of a micro-batch
     * @return the micro-batches of each pack, in rising order
     */
    List<List<Integer>> packs(List<Integer> batches, IntUnaryOperator length) {
        List<List<Integer>> packs = new ArrayList<>();
        for (List<Integer> share : shares(batches, length)) {
            int room = 0;
            for (int batch : share) {
                if (room < length.applyAsInt(batch)) {
                    packs.add(new ArrayList<>());
                    room = tokens;
                }
                packs.get(packs.size() - 1).add(batch);
                room -= length.applyAsInt(batch);
            }
        }
        return packs;
    }

    /** Gives each micro-batch, the longest first, to the processor with the least to do. */
    private List<List<Integer>> shares(List<Integer> batches, IntUnaryOperator length) {
        List<List<Integer>> shares = new ArrayList<>();
        for (int i = 0; i < Math.min(parallel, batches.size()); i++) {
            shares.add(new ArrayList<>());
        }
        Comparator<Integer> shortestFirst = Comparator.comparingInt(length::applyAsInt);
        batches.stream()
                .sorted(shortestFirst.reversed())
                .forEach(batch -> shares.stream()
                        .min(Comparator.comparingInt(share ->
                                share.stream().mapToInt(length::applyAsInt).sum()))
                        .orElseThrow()
                        .add(batch));
        shares.forEach(share -> share.sort(Comparator.naturalOrder()));
        return shares;
    }
}
