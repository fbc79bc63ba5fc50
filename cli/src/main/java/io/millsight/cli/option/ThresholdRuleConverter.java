package io.millsight.cli.option;

import io.millsight.evaluation.ThresholdRule;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the rule by which a score threshold is chosen: {@code f1} or {@code overkill=0.05}. */
public final class ThresholdRuleConverter implements ITypeConverter<ThresholdRule> {

    private static final String OVERKILL = "overkill=";

    public ThresholdRuleConverter() {}

    @Override
    public ThresholdRule convert(String text) {
        if (text.equals("f1")) {
            return new ThresholdRule.BestF1();
        }
        if (text.startsWith(OVERKILL)) {
            try {
                return new ThresholdRule.LargestOverkill(Double.parseDouble(text.substring(OVERKILL.length())));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("\"" + text + "\" has no rate from 0 to 1, as in overkill=0.05");
            }
        }
        throw new TypeConversionException("\"" + text + "\" is neither f1 nor overkill=RATE");
    }
}
