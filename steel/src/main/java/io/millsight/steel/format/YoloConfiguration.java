package io.millsight.steel.format;

import io.millsight.files.MessageText;
import io.millsight.steel.DefectType;
import io.millsight.steel.Finding;
import io.millsight.steel.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Types and splits of a YOLO dataset.
 *
 * @param name name of the configuration file
 * @param types types by number; a type may have several numbers
 * @param places existing locations of the splits
 * @param findings stated locations that cannot be used
 */
record YoloConfiguration(String name, List<DefectType> types, List<SplitLocation> places, List<Finding> findings) {

    private static final List<String> FILES = List.of("data.yaml", "data.yml", "dataset.yaml", "dataset.yml");

    static Optional<Path> file(Path root) {
        return FILES.stream().map(root::resolve).filter(FileNames::exists).findFirst();
    }

    static YoloConfiguration read(Path root) {
        Optional<Path> file = file(root);
        if (file.isEmpty()) {
            return new YoloConfiguration("", TypeList.numberedBeside(root).orElse(List.of()), List.of(), List.of());
        }
        try {
            JsonNode yaml = YamlFile.read(file.get());
            if (!yaml.isObject()) {
                throw new InputException("it is empty or no list of keys; \"names\" is missing, which lists the types");
            }
            SplitLocations splits = new SplitLocations(root, file.get(), yaml);
            return new YoloConfiguration(FileNames.name(file.get()), types(yaml), splits.places(), splits.findings());
        } catch (InputException e) {
            throw new InputException(file.get() + ": " + e.getMessage(), e);
        }
    }

    private static List<DefectType> types(JsonNode yaml) {
        JsonNode names = yaml.path("names");
        List<String> list;
        if (names.isArray()) {
            list = names.valueStream().map(name -> name.asString("")).toList();
        } else if (names.isObject()) {
            list = byNumber(names);
        } else {
            throw new InputException("\"names\" is missing; it lists the types");
        }
        JsonNode count = yaml.path("nc");
        if (!count.isMissingNode() && !count.isNull() && !count.asString("").equals(Integer.toString(list.size()))) {
            throw new InputException("\"nc\" is " + MessageText.excerpt(count.toString()) + ", but \"names\" lists "
                    + MessageText.count(list.size(), "type"));
        }
        return list.stream().map(YoloConfiguration::type).toList();
    }

    private static DefectType type(String name) {
        try {
            return new DefectType(name);
        } catch (IllegalArgumentException e) {
            throw new InputException("\"names\": not a name for a defect type: " + MessageText.quote(name), e);
        }
    }

    private static List<String> byNumber(JsonNode names) {
        Map<Integer, String> numbered = new TreeMap<>();
        names.properties().forEach(entry -> {
            if (!entry.getKey().matches("\\d{1,6}")) {
                throw new InputException(
                        "\"names\" has the key " + MessageText.quote(entry.getKey()) + "; its keys are numbers from 0");
            }
            numbered.put(Integer.parseInt(entry.getKey()), entry.getValue().asString(""));
        });
        int expected = 0;
        for (int number : numbered.keySet()) {
            if (number != expected++) {
                throw new InputException("\"names\" has no type " + (expected - 1) + "; its keys are 0, 1, 2 …");
            }
        }
        return List.copyOf(numbered.values());
    }

    /** Returns whether an image belongs to the dataset: it lies in a stated location, or no location is stated. */
    boolean states(Path image) {
        return places.isEmpty() || places.stream().anyMatch(place -> place.contains(image));
    }

    /** Returns whether a text file is the image list of a split. */
    boolean isList(Path file) {
        return places.stream()
                .anyMatch(place ->
                        place instanceof SplitLocation.Listed && place.path().equals(file));
    }

    /** Adds the images to their splits and the findings to the dataset. */
    void addSplits(Path root, DatasetBuilder builder) {
        findings.forEach(finding -> builder.report(finding.rule(), finding.file(), finding.text()));
        places.forEach(place -> place.addTo(root, builder));
        if (places.isEmpty()) {
            builder.files()
                    .forEach((id, file) -> SplitFolders.splitOfFolders(FileNames.folder(root.relativize(file)))
                            .ifPresent(split -> builder.split(split).add(id)));
        }
    }
}
