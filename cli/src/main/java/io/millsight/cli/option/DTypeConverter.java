package io.millsight.cli.option;

import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.DeviceException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an element type; {@code auto} is what this machine's processor is fastest with. */
public final class DTypeConverter implements ITypeConverter<DType> {

    @Override
    public DType convert(String name) {
        try {
            return DType.parse(name, Device.CPU);
        } catch (DeviceException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
