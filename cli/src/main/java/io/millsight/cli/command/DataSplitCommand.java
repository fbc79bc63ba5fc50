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
            "Divides a dataset into images for training, for validation and for the test, with the same mixture of types"
                    + " in each.",
            "Images of one strip overlap. If one of them is trained on and another is measured, the figures come out too"
                    + " good; so images that show the same steel stay together. Which do is said by groups.csv (columns"
                    + " image,group) in the dataset's folder; where there is none, it is found out from the pixels.",
            "Writes DIR/ImageSets/Main: a list for each split, manifest.json (counts and hashes) and the groups."
        },
        footer = {
            "",
            "Examples:",
            "  millsight data split my-steel",
            "  millsight data split my-steel --find-groups --replace   divide anew; groups.csv does not know all overlaps",
            "  millsight data split my-steel --ratios 70:15:15 --seed 42",
            "  millsight data split /mnt/archive/steel --out divided   a dataset of its own, with the images where they are",
            "  millsight data split my-steel --random                  as most papers do, and how much of that is leaked"
        })
public final class DataSplitCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "The folder of the dataset.")
    private Path root;

    @Option(
            names = "--ratios",
            paramLabel = "TRAIN:VAL[:TEST]",
            defaultValue = "8:1:1",
            description = "How much each split gets, in parts of any size (default: ${DEFAULT-VALUE}).")
    private String ratios;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Of the random choice (default: 0).")
    private long seed;

    @Option(
            names = "--groups",
            paramLabel = "FILE",
            description =
                    "Another list of the images that show the same steel, in the place of the dataset's groups.csv.")
    private @Nullable Path groups;

    @Option(
            names = "--find-groups",
            description = "Join the groups that are known with those that the pixels show"
                    + " (a thousand 200x200 images take half a minute).")
    private boolean findGroups;

    @Option(
            names = "--random",
            description = "Divide image by image, whatever they show; says how many held-out images that spoils.")
    private boolean random;

    @ArgGroup
    private @Nullable Target target;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public DataSplitCommand() {}

    /** Where the lists go if not into a dataset that has none yet. */
    private static final class Target {

        @Option(
                names = "--replace",
                description = "Replace the lists that the dataset already has: all that is in ImageSets/Main.")
        private boolean replace;

        @Option(
                names = "--out",
                paramLabel = "DIR",
                description =
                        "Leave the dataset as it is and make a new folder, a dataset of conversations (JSONL) that"
                                + " names the images where they are. It must not exist, or be empty.")
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
            throw new InputException(root + ": the dataset is already divided; --replace divides it anew,"
                    + " --out DIR makes a divided dataset elsewhere");
        }
        if (Files.isDirectory(root) && !Files.isWritable(root)) {
            throw new InputException(
                    root
                            + ": this folder may not be written to; --out DIR makes a divided dataset elsewhere and leaves it as it is");
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
