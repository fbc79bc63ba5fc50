package io.millsight.cli.option;

import io.millsight.torch.Device;
import io.millsight.torch.DeviceException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a device's name. */
public final class DeviceConverter implements ITypeConverter<Device> {

    @Override
    public Device convert(String name) {
        try {
            return Device.parse(name);
        } catch (DeviceException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
