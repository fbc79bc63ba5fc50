package io.millsight.cli.command;

import com.sun.management.OperatingSystemMXBean;
import io.millsight.cli.option.Installation;
import io.millsight.cli.terminal.FactSheet;
import io.millsight.experiment.report.ProgramVersion;
import io.millsight.files.Quantity;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Torch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millsight env}. */
@Command(
        name = "env",
        description = {
            "Shows versions, processor, memory, folders, device and data type.",
            "'device' and 'dtype' are what 'auto' means on this machine."
        },
        footer = {"", "Example, for the report of a problem:", "  millsight env"})
public final class EnvCommand implements Callable<Integer> {

    private static final Path LINUX_PROCESSOR = Path.of("/proc/cpuinfo");

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the field
    public EnvCommand() {}

    @Override
    public Integer call() {
        Device device = Device.automatic();
        new FactSheet()
                .add("millsight", ProgramVersion.current())
                .add("commit", ProgramVersion.commit().orElse("unknown"))
                .add("java", property("java.version") + " (" + property("java.vendor") + "), " + property("java.home"))
                .add("system", property("os.name") + " " + property("os.version") + " " + property("os.arch"))
                .add("processor", processor())
                .add("memory", memory())
                .add("libtorch", Torch.version())
                .add("threads", Integer.toString(Torch.threads()))
                .add("device", device.toString())
                .add("dtype", DType.automatic(device).name().toLowerCase(Locale.ROOT))
                .add("program folder", Installation.find("").map(Path::toString).orElse("unknown"))
                .add("native libraries", nativeLibraries())
                .add("free disk", freeDisk())
                .print(spec.commandLine().getOut());
        return 0;
    }

    private static String processor() {
        return Runtime.getRuntime().availableProcessors() + " x " + processorName();
    }

    private static String processorName() {
        if (Files.isReadable(LINUX_PROCESSOR)) {
            try (Stream<String> lines = Files.lines(LINUX_PROCESSOR)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(property("os.arch"));
            } catch (IOException e) {
                return property("os.arch");
            }
        }
        return property("os.arch");
    }

    private static String memory() {
        long installed =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return Quantity.bytes(installed) + ", of which the Java heap takes at most "
                + Quantity.bytes(Runtime.getRuntime().maxMemory());
    }

    /** Where JavaCPP unpacks libtorch at first use. */
    private static String nativeLibraries() {
        try {
            return Torch.nativeFolder().toString();
        } catch (IOException e) {
            return "none: " + e.getMessage();
        }
    }

    private static String freeDisk() {
        try {
            Path here = Path.of("").toAbsolutePath();
            return Quantity.bytes(Files.getFileStore(here).getUsableSpace()) + " in " + here;
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
