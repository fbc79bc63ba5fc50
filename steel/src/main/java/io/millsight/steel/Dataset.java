package io.millsight.steel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Annotated images with their types, splits and groups.
 *
 * @param name name for messages: the name of the folder
 * @param root folder of the dataset
 * @param types all types that may occur, in the order of the dataset, including those of all defects
 * @param images images with unique ids
 * @param splits ids of images by split name, for example {@code train}; empty for a dataset without splits
 * @param groups group of an image by its id. Images of one group show the same piece of steel; images may be missing
 */
public record Dataset(
        String name,
        Path root,
        List<DefectType> types,
        List<AnnotatedImage> images,
        Map<String, List<String>> splits,
        Map<String, String> groups) {

    public Dataset {
        types = List.copyOf(types);
        images = List.copyOf(images);
        Map<String, List<String>> copies = new LinkedHashMap<>();
        splits.forEach((split, ids) -> copies.put(split, List.copyOf(ids)));
        splits = Collections.unmodifiableMap(copies);
        groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
        requireConsistency(types, images, splits);
    }

    private static void requireConsistency(
            List<DefectType> types, List<AnnotatedImage> images, Map<String, List<String>> splits) {
        Map<String, AnnotatedImage> byId = byId(images);
        Set<DefectType> known = Set.copyOf(types);
        for (AnnotatedImage image : images) {
            for (Defect defect : image.defects()) {
                if (!known.contains(defect.type())) {
                    throw new IllegalArgumentException(
                            image.id() + ": " + defect.type().name() + " is not one of the dataset's types");
                }
            }
        }
        splits.forEach((split, ids) -> {
            for (String id : ids) {
                if (!byId.containsKey(id)) {
                    throw new IllegalArgumentException("the split " + split + " names " + id + ", which is no image");
                }
            }
        });
    }

    private static Map<String, AnnotatedImage> byId(List<AnnotatedImage> images) {
        return images.stream().collect(Collectors.toMap(AnnotatedImage::id, Function.identity()));
    }

    /** Returns the images of a split in the order of its list. */
    public List<AnnotatedImage> split(String split) {
        List<String> ids = splits.get(split);
        if (ids == null) {
            throw new InputException(
                    splits.isEmpty()
                            ? root + ": the dataset has no splits, so there is no " + split
                                    + "; make them with 'millsight data split'"
                            : root + ": there is no split " + split + ", only " + String.join(", ", splits.keySet()));
        }
        Map<String, AnnotatedImage> byId = byId(images);
        List<AnnotatedImage> members = new ArrayList<>();
        for (String id : ids) {
            members.add(byId.get(id));
        }
        return members;
    }

    /** Returns the dataset with other names for some types. Two types with the same new name become one. */
    public Dataset withTypesRenamed(Map<DefectType, DefectType> newNames) {
        return new Dataset(
                name,
                root,
                types.stream()
                        .map(type -> newNames.getOrDefault(type, type))
                        .distinct()
                        .toList(),
                images.stream().map(image -> image.withTypesRenamed(newNames)).toList(),
                splits,
                groups);
    }

    public Dataset withSplits(Map<String, List<String>> newSplits) {
        return new Dataset(name, root, types, images, newSplits, groups);
    }

    public Dataset withGroups(Map<String, String> newGroups) {
        return new Dataset(name, root, types, images, splits, newGroups);
    }
}
