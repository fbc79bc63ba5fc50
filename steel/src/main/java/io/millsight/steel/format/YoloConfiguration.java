package io.millsight.steel.format;

import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The types and splits of a YOLO dataset.
 *
 * @param types in the order of their numbers
 * @param folders of each split, relative to the dataset, as far as they are stated
 * @param listed ids of each split that is stated as a list of files
 * @param lists the files of such lists
 */
record YoloConfiguration(
        List<DefectType> types, Map<String, List<Path>> folders, Map<String, Set<String>> listed, Set<Path> lists) {

    private static final List<String> FILES = List.of("data.yaml", "data.yml", "dataset.yaml", "dataset.yml");

    static Optional<Path> file(Path root) {
        return FILES.stream().map(root::resolve).filter(Files::isRegularFile).findFirst();
    }

    static YoloConfiguration read(Path root) {
        Optional<Path> file = file(root);
        if (file.isEmpty()) {
            return new YoloConfiguration(TypeList.beside(root).orElse(List.of()), Map.of(), Map.of(), Set.of());
        }
        try {
            JsonNode yaml = YamlFile.read(file.get());
            YoloConfiguration configuration =
                    new YoloConfiguration(types(yaml), new LinkedHashMap<>(), new LinkedHashMap<>(), new HashSet<>());
            for (String key : List.of("train", "val", "test")) {
                for (String place : places(yaml.path(key))) {
                    configuration.addSplit(root, key, place);
                }
            }
            return configuration;
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
        if (count.isNumber() && count.intValue() != list.size()) {
            throw new InputException("\"nc\" is " + count + ", but \"names\" lists " + list.size() + " types");
        }
        try {
            return list.stream().map(DefectType::new).toList();
        } catch (IllegalArgumentException e) {
            throw new InputException("\"names\": " + e.getMessage(), e);
        }
    }

    private static List<String> byNumber(JsonNode names) {
        Map<Integer, String> numbered = new TreeMap<>();
        names.properties().forEach(entry -> {
            if (!entry.getKey().matches("\\d{1,6}")) {
                throw new InputException(
                        "\"names\" has the key \"" + entry.getKey() + "\"; its keys are numbers from 0");
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

    private static List<String> places(JsonNode node) {
        Stream<JsonNode> values = node.isArray() ? node.valueStream() : Stream.of(node);
        return values.map(value -> value.asString("").strip())
                .filter(place -> !place.isEmpty())
                .toList();
    }

    private void addSplit(Path root, String split, String place) {
        // Exporters write "../train/images" and mean the folder beside the file.
        Path relative = Path.of(place.replace('\\', '/').replaceFirst("^(\\.{1,2}/)+", ""))
                .normalize();
        if (relative.isAbsolute()) {
            return;
        }
        if (!Names.extension(relative).equals("txt")) {
            folders.computeIfAbsent(split, unused -> new ArrayList<>()).add(relative);
        } else if (Files.isRegularFile(root.resolve(relative))) {
            lists.add(relative);
            listed.put(
                    split,
                    TextFile.readLines(root.resolve(relative)).stream()
                            .filter(line -> !line.isBlank())
                            .map(Names::id)
                            .collect(Collectors.toSet()));
        }
    }

    /** The split of an image, as the file states it or as its folders are called. */
    Optional<String> splitOf(Path image) {
        Optional<String> stated = Stream.concat(
                        folders.entrySet().stream()
                                .filter(entry -> entry.getValue().stream().anyMatch(image::startsWith))
                                .map(Map.Entry::getKey),
                        listed.entrySet().stream()
                                .filter(entry -> entry.getValue().contains(Names.stem(image)))
                                .map(Map.Entry::getKey))
                .findFirst();
        if (stated.isPresent()) {
            return stated;
        }
        for (Path folder : image) {
            Optional<String> split = SplitFolders.splitOf(folder.toString());
            if (split.isPresent()) {
                return split;
            }
        }
        return Optional.empty();
    }

    /** Whether a text file lists the images of a split. */
    boolean isList(Path file) {
        return lists.contains(file);
    }
}
