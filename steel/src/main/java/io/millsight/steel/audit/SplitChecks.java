package io.millsight.steel.audit;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.Finding;
import io.millsight.steel.Rule;
import io.millsight.steel.split.SplitLeak;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks that the splits are disjoint. Lists that join other splits, such as {@code trainval}, are not compared. */
final class SplitChecks {

    /** The splits that must not share images. */
    static final List<String> APART = List.of("train", "val", "test");

    private SplitChecks() {}

    static List<Finding> of(Dataset dataset) {
        if (dataset.splits().isEmpty()) {
            return List.of();
        }
        Map<String, Path> files = new HashMap<>();
        for (AnnotatedImage image : dataset.images()) {
            files.put(image.id(), image.file());
        }
        List<Finding> findings = new ArrayList<>();
        Map<String, String> splitOf = new HashMap<>();
        for (String split : APART) {
            for (String id : dataset.splits().getOrDefault(split, List.of())) {
                String other = splitOf.putIfAbsent(id, split);
                if (other != null) {
                    findings.add(new Finding(
                            Rule.SPLIT_OVERLAP,
                            fileOf(files, id),
                            "in both " + other + " and " + split + "; remove it from one"));
                }
            }
        }
        for (SplitLeak leak : SplitLeak.find(dataset)) {
            if (!leak.image().equals(leak.trainImage())) {
                findings.add(new Finding(
                        Rule.SPLIT_LEAK,
                        fileOf(files, leak.image()),
                        "in " + leak.split() + ", but shows the same steel as " + leak.trainImage() + " in train"));
            }
        }
        reportUnlisted(dataset, findings);
        return findings;
    }

    private static void reportUnlisted(Dataset dataset, List<Finding> findings) {
        Set<String> listed = new HashSet<>();
        dataset.splits().values().forEach(listed::addAll);
        for (AnnotatedImage image : dataset.images()) {
            if (!listed.contains(image.id())) {
                findings.add(new Finding(Rule.NOT_IN_SPLIT, image.file(), "in none of the splits; it is not used"));
            }
        }
    }

    private static Path fileOf(Map<String, Path> files, String id) {
        return files.getOrDefault(id, Path.of(id));
    }
}
