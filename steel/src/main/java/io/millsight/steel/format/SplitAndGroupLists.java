package io.millsight.steel.format;

import io.millsight.files.AtomicFolder;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads the lists that any dataset may have: {@code ImageSets/Main/*.txt}, and {@code groups.csv} in the dataset folder
 * or, if missing there, beside the split lists.
 */
final class SplitAndGroupLists {

    private static final Set<String> SETS = Set.of("imagesets");
    private static final Set<String> MAIN = Set.of("main");

    private SplitAndGroupLists() {}

    static void read(Path root, DatasetBuilder builder) {
        recover(root.resolve("ImageSets").resolve("Main"));
        Optional<Path> lists = FileNames.subfolder(root, SETS)
                .map(sets -> FileNames.subfolder(sets, MAIN).orElse(sets));
        lists.ifPresent(folder -> readSplits(folder, builder));
        Stream.concat(Stream.of(root), lists.stream())
                .map(folder -> folder.resolve(GroupsFile.NAME))
                .filter(FileNames::exists)
                .findFirst()
                .ifPresent(file -> readGroups(file, builder));
    }

    /** Restores an interrupted replacement. Without its lists the dataset would seem to have no splits. */
    private static void recover(Path lists) {
        try {
            AtomicFolder.recover(lists);
        } catch (IOException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void readSplits(Path folder, DatasetBuilder builder) {
        List<Path> files = FileNames.list(folder).stream()
                .filter(file -> FileNames.extension(file).equals("txt"))
                .toList();
        if (!files.isEmpty()) {
            builder.clearSplits();
        }
        for (Path file : files) {
            try {
                ImageList list = ImageList.read(file);
                if (!list.isOfOneClass(builder.ids())) {
                    list.addTo(FileNames.stem(file), builder);
                }
            } catch (InputException e) {
                builder.report(Rule.BROKEN_SPLIT, file, String.valueOf(e.getMessage()));
            }
        }
    }

    private static void readGroups(Path file, DatasetBuilder builder) {
        try {
            GroupsFile.parse(file, builder.ids(), row -> builder.report(Rule.GROUP_WITHOUT_IMAGE, file, row))
                    .forEach(builder::group);
        } catch (InputException e) {
            builder.report(Rule.BROKEN_GROUPS, file, String.valueOf(e.getMessage()));
        }
    }
}
