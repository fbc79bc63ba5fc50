package io.millsight.experiment.model;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.BoxOrder;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.steel.report.ReportDialect;
import io.millsight.steel.report.ReportWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Texts from which the tokenizer of a new model learns its vocabulary: every prompt and every kind of report, the words of a chat, and the
 * coordinates of an image of up to 200 pixels.
 */
public final class TokenizerCorpus {

    private static final int SIDE = 200;
    /** The dialects that new models are built for. Another dialect would change the tokens of every new model. */
    private static final List<ReportDialect> DIALECTS = List.of(ReportDialect.PAPER, ReportDialect.QWEN_JSON);

    private static final CoordinateFrame FRAME = CoordinateFrame.original(SIDE, SIDE);

    private TokenizerCorpus() {}

    /** Returns the texts, always the same ones. */
    public static List<String> texts() {
        List<String> texts =
                new ArrayList<>(List.of("You are a helpful assistant.", "system\n", "user\n", "assistant\n"));
        DefectType.NEU_DET.forEach(type -> texts.add(type.name()));
        for (int coordinate = 0; coordinate <= SIDE; coordinate++) {
            texts.add(" " + coordinate + "," + coordinate); // as sentences and as JSON write it
        }
        for (ReportDialect dialect : DIALECTS) {
            ReportWriter writer = new ReportWriter(dialect, BoxOrder.ANNOTATED);
            texts.add(dialect.prompt(DefectType.NEU_DET));
            texts.add(writer.write(List.of(), FRAME));
            for (DefectType type : DefectType.NEU_DET) {
                Defect first = new Defect(type, new BoundingBox(10, 20, 130, 140));
                Defect second = new Defect(type, new BoundingBox(5, 60, 70, 199));
                texts.add(writer.write(List.of(first), FRAME));
                texts.add(writer.write(List.of(first, second), FRAME));
            }
        }
        return texts;
    }
}
