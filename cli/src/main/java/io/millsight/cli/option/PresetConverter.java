package io.millsight.cli.option;

import io.millsight.qwen.ModelPreset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a preset's label. */
public final class PresetConverter implements ITypeConverter<ModelPreset> {

    @Override
    public ModelPreset convert(String label) {
        try {
            return ModelPreset.labelled(label);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
