package io.millsight.evaluation.report;

import io.millsight.evaluation.Measure;
import io.millsight.steel.DefectType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Published figures. They were measured on other images, so only the order of magnitude is comparable.
 *
 * @param label short name of the source
 * @param citation author, title, journal and year
 * @param address address of the publication
 * @param types types that the figures are about
 * @param values value by measure
 */
public record PublishedResult(
        String label, String citation, String address, List<DefectType> types, Map<Measure, Double> values) {

    /** The paper that this project reproduces. */
    public static final PublishedResult PAPER = new PublishedResult(
            "Paper (Liu 2025)",
            "J. Liu: LoRA fine-tuned Qwen2.5-VL large model for accurate description and location of steel surface defects."
                    + " Advances in Engineering Innovation 16(8), 157–164, 2025",
            "https://doi.org/10.54254/2977-3903/2025.26796",
            DefectType.NEU_DET,
            Map.of(Measure.BLEU_4, 0.685, Measure.ROUGE_L, 0.721, Measure.CIDER, 1.854, Measure.TYPE_ACCURACY, 0.901));

    public PublishedResult {
        types = List.copyOf(types);
        values = Map.copyOf(values);
    }

    /** Returns the published figures about exactly these types, in any order. */
    public static List<PublishedResult> about(List<DefectType> types) {
        return Set.copyOf(PAPER.types).equals(Set.copyOf(types)) ? List.of(PAPER) : List.of();
    }
}
