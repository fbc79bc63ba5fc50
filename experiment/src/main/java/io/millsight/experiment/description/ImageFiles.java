package io.millsight.experiment.description;

import io.millsight.files.InputFile;
import io.millsight.files.MessageText;
import io.millsight.image.ImageFile;
import io.millsight.image.InvalidImageException;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Images that a user names as files and folders. A file counts whatever it holds. A folder stands for the visible files in it
 * that have the name of an image; folders within it are not searched.
 *
 * @param files each file once, in the order in which they were named, the files of a folder by name
 * @param faults names that cannot be used; the other images are complete without them
 * @param notices what the user may not have intended
 */
public record ImageFiles(List<Path> files, List<String> faults, List<String> notices) {

    /**
     * Finds the images.
     *
     * @throws io.millsight.files.MillsightException if there is none at all
     */
    public static ImageFiles of(List<Path> arguments) {
        Search search = new Search();
        arguments.forEach(search::add);
        if (search.files.isEmpty()) {
            throw new InvalidImageException(search.faults.get(0));
        }
        if (search.repeated > 0) {
            search.notices.add(MessageText.count(search.repeated, "image")
                    + " named more than once, described once; the first is " + search.firstRepeated);
        }
        return new ImageFiles(List.copyOf(search.files.values()), search.faults, search.notices);
    }

    private static final class Search {

        private final Map<Path, Path> files = new LinkedHashMap<>(); // by absolute path
        private final List<String> faults = new ArrayList<>();
        private final List<String> notices = new ArrayList<>();
        private int repeated;
        private Path firstRepeated = Path.of("");

        void add(Path argument) {
            if (argument.toString().isEmpty()) { // which Java takes for the current folder
                throw new InputException("the name of an image is empty; give a file or a folder");
            }
            if (Files.isDirectory(argument)) {
                addFolder(argument);
            } else {
                addFile(argument);
            }
        }

        private void addFile(Path file) {
            if (files.putIfAbsent(file.toAbsolutePath().normalize(), file) != null) {
                firstRepeated = repeated == 0 ? file : firstRepeated;
                repeated++;
            }
        }

        private void addFolder(Path folder) {
            List<Path> visible;
            try (Stream<Path> entries = Files.list(folder)) {
                visible = entries.filter(
                                entry -> !entry.getFileName().toString().startsWith("."))
                        .sorted()
                        .toList();
            } catch (IOException e) {
                faults.add(folder + ": " + InputFile.reason(e));
                return;
            } catch (UncheckedIOException e) {
                faults.add(folder + ": " + InputFile.reason(Objects.requireNonNull(e.getCause())));
                return;
            }
            List<Path> folders = visible.stream().filter(Files::isDirectory).toList();
            List<Path> images = visible.stream()
                    .filter(ImageFile::hasImageName)
                    .filter(entry -> !Files.isDirectory(entry))
                    .toList();
            images.forEach(this::addFile);
            report(folder, images.size(), folders.size());
        }

        private void report(Path folder, int images, int folders) {
            if (images == 0) {
                faults.add(folder + ": there are no images in this folder"
                        + (folders == 0 ? "" : "; the folders within it are not searched, so name them"));
            } else if (folders > 0) {
                notices.add(folder + ": "
                        + MessageText.count(folders, "folder within it is", "folders within it are")
                        + " not searched; name them to have their images described, too");
            }
        }
    }
}
