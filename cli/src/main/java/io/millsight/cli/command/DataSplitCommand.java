package io.millsight.cli.command;

import io.millsight.cli.output.SplitSummary;
import io.millsight.cli.terminal.Failures;
import io.millsight.cli.terminal.TerminalListener;
import io.millsight.experiment.dataset.DecodedImages;
import io.millsight.experiment.dataset.DuplicateSearch;
import io.millsight.files.AtomicFolder;
import io.millsight.files.Quantity;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.InputException;
import io.millsight.steel.format.ConversationStyle;
import io.millsight.steel.format.DatasetWriter;
import io.millsight.steel.format.Datasets;
import io.millsight.steel.format.GroupsFile;
import io.millsight.steel.split.DatasetSplit;
import io.millsight.steel.split.SplitFolder;
import io.millsight.steel.split.SplitManifest;
import io.millsight.steel.split.SplitRatios;
import io.millsight.steel.split.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millsight data split}. */
@Command(
        name = "split",
        sortOptions = false,
        description = {
            "Splits a dataset into images for training, validation and test.",
            "Each split gets the same mixture of types. Images that show the same steel stay in one split, because otherwise the test figures are too good. groups.csv in the dataset (columns image,group) says which images belong together; without this file, overlapping images are found from their pixels.",
            "Writes DIR/ImageSets/Main: a list for each split, manifest.json with counts and hashes, and the groups."
        },
        footer = {
            "",
            "Examples:",
            "  millsight data split my-steel --replace",
            "  millsight data split my-steel --ratios 70:15:15 --seed 42",
            "  millsight data split my-steel --find-groups --replace",
            "  millsight data split /mnt/archive/steel --out split-steel"
        })
public final class DataSplitCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "The folder of the dataset.")
    private Path root;

    @Option(
            names = "--ratios",
            paramLabel = "TRAIN:VAL[:TEST]",
            defaultValue = "8:1:1",
            description = "Sizes of the splits in any unit (default: ${DEFAULT-VALUE}).")
    private String ratios;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the random choice (default: 0).")
    private long seed;

    @Option(
            names = "--groups",
            paramLabel = "FILE",
            description = "A file of groups to use instead of the dataset's groups.csv.")
    private @Nullable Path groups;

    @Option(
            names = "--find-groups",
            description =
                    "Also find overlapping images from their pixels and join them to the groups (1,000 images of 200x200"
                            + " pixels take half a minute).")
    private boolean findGroups;

    @Option(
            names = "--random",
            description = "Ignore groups. Reports how many images of val and test overlap a training image.")
    private boolean random;

    @ArgGroup
    private @Nullable Target target;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public DataSplitCommand() {}

    /** Where the lists go if not into a dataset that has none yet. */
    private static final class Target {

        @Option(names = "--replace", description = "Replace the lists in ImageSets/Main.")
        private boolean replace;

        @Option(
                names = "--out",
                paramLabel = "DIR",
                description =
                        "Write a new JSONL dataset here which refers to the images, and leave DIR as it is. The folder"
                                + " must be new or empty.")
        private @Nullable Path out;
    }

    @Override
    public Integer call() throws IOException {
        SplitRatios wanted = SplitRatios.parse(ratios);
        requirePlace();
        Dataset dataset = Datasets.read(root);
        if (groups != null) {
            dataset = dataset.withGroups(readGroups(groups, dataset));
        }
        boolean search = findGroups || (!random && dataset.groups().isEmpty());
        if (search) {
            Map<String, String> joined = DuplicateSearch.in(
                            dataset.images(),
                            new DecodedImages(),
                            new TerminalListener(spec.commandLine().getErr()))
                    .groupsJoinedWith(dataset.groups());
            dataset = dataset.withGroups(joined);
        }
        DatasetSplit split = new Splitter(wanted, seed, !random).split(dataset);
        SplitManifest manifest = SplitManifest.of(dataset, split);
        Path place = write(dataset, split, manifest);
        new SplitSummary(dataset, manifest, search).print(spec.commandLine().getOut());
        spec.commandLine().getOut().println("written to " + place);
        return 0;
    }

    private @Nullable Path out() {
        return target == null ? null : target.out;
    }

    /** Refuses what cannot be written before the long work begins. */
    private void requirePlace() throws IOException {
        Path out = out();
        if (out != null) {
            AtomicFolder.requireFree(out);
            return;
        }
        if (SplitFolder.exists(root) && (target == null || !target.replace)) {
            throw new InputException(root + ": the dataset already has splits; --replace makes new ones,"
                    + " --out DIR writes them to a new dataset");
        }
        if (Files.isDirectory(root) && !Files.isWritable(root)) {
            throw new InputException(root
                    + ": this folder may not be written to; --out DIR writes a new dataset and leaves it as it is");
        }
    }

    /** Reads the groups of the dataset's images; says on the error stream what else the list names. */
    private Map<String, String> readGroups(Path file, Dataset dataset) {
        List<String> stray = new ArrayList<>();
        Set<String> ids = dataset.images().stream().map(AnnotatedImage::id).collect(Collectors.toSet());
        Map<String, String> read = GroupsFile.read(file, ids, stray::add);
        if (!stray.isEmpty()) {
            String others = stray.size() == 1
                    ? ""
                    : " (and " + Quantity.of(stray.size() - 1, "other row") + " of images that are not there)";
            spec.commandLine().getErr().println("millsight: " + Failures.oneLine(file + ": " + stray.get(0) + others));
        }
        return read;
    }

    private Path write(Dataset dataset, DatasetSplit split, SplitManifest manifest) throws IOException {
        Path out = out();
        if (out == null) {
            SplitFolder.write(root, split, manifest, dataset.groups());
            return root.resolve("ImageSets").resolve("Main");
        }
        ConversationStyle style = ConversationStyle.of(dataset.types()).withoutCopies();
        AtomicFolder.write(out, folder -> {
            DatasetWriter.writeConversations(dataset.withSplits(split.lists()), style, folder);
            SplitFolder.write(folder, split, manifest, dataset.groups());
        });
        return out;
    }
}
