package io.millsight.steel.report;

import io.millsight.steel.DefectType;
import java.util.List;

/** Language in which a model reports defects. A run uses one dialect, which is stored with its adapter. */
public enum ReportDialect {

    /**
     * Sentences in the published form, one per defect and line: {@code The steel surface has a rolled-in scale in the region from X
     * coordinates 1 to 50 and Y coordinates 2 to 60 Defects.} A clean surface is {@code The steel surface has no
     * defects.}
     */
    PAPER(new PaperGrammar()),

    /**
     * Qwen2.5-VL's grounding format, {@code [{"bbox_2d":[x1,y1,x2,y2],"label":"…"}]}. A clean surface is {@code []}.
     */
    QWEN_JSON(new QwenJsonGrammar()),

    /**
     * Short phrases for people, one per defect and line: {@code scratches from x 10 to 20, y 0 to 199.} A clean surface
     * is {@code No defects.}
     */
    READABLE(new ReadableGrammar());

    @SuppressWarnings("ImmutableEnumChecker") // the grammars are stateless
    private final Grammar grammar;

    ReportDialect(Grammar grammar) {
        this.grammar = grammar;
    }

    Grammar grammar() {
        return grammar;
    }

    /** Returns the default prompt of the model. It lists the types and does not depend on the image size. */
    public String prompt(List<DefectType> types) {
        return grammar.prompt(types);
    }

    /** Detects the dialect of a text: JSON begins with a bracket or a fence, and a readable report has its own phrases. */
    public static ReportDialect of(String text) {
        String start = text.stripLeading();
        if (start.startsWith("[") || start.startsWith("```")) {
            return QWEN_JSON;
        }
        return ReadableGrammar.wrote(text) ? READABLE : PAPER;
    }
}
