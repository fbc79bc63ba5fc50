package io.millsight.experiment.prediction;

import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.files.MessageText;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.format.DatasetFormat;
import io.millsight.steel.format.JsonId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds the type that a result names.
 *
 * <p>A result with a name has the type of this name. Otherwise its {@code category_id} is the id in the COCO file of the
 * dataset. For other formats the id counts the types from 1, or from 0 if a result of the file has 0.
 */
final class ResultTypes {

    private final List<DefectType> types;
    private final Map<String, Set<DefectType>> byOwnId;
    private final boolean isCoco;
    private final int first;
    private final boolean isGuess;

    /** @param ids all that the file uses */
    ResultTypes(EvaluationSplit split, Collection<JsonId> ids) {
        this.types = split.types();
        this.byOwnId = split.scan().sourceIds().types();
        this.isCoco = split.scan().format() == DatasetFormat.COCO;
        this.first = ids.stream().anyMatch(id -> id.number() == 0) ? 0 : 1;
        boolean usesLast = ids.stream().anyMatch(id -> id.number() == types.size());
        this.isGuess = !isCoco && ids.stream().anyMatch(id -> id.number() >= 0) && !(first == 1 && usesLast);
        if (!isCoco && first == 0 && usesLast) {
            throw new InputException("category_id is both 0 and " + types.size() + ", but there are " + types.size()
                    + " types; add category, the name");
        }
    }

    /** How ids are read, where the file does not make it certain. */
    Optional<String> notice() {
        return isGuess
                ? Optional.of("category_id is taken to count from " + first + ": " + legend()
                        + "; add category, the name, to be certain")
                : Optional.empty();
    }

    private String legend() {
        return IntStream.range(0, types.size())
                .mapToObj(i ->
                        (first + i) + " is " + MessageText.excerpt(types.get(i).name()))
                .collect(Collectors.joining(", "));
    }

    /** The type of a result; an {@link InputException} whose message follows the number of the result if it is none of the dataset. */
    DefectType of(DetectorResult result) {
        String name = result.category();
        JsonId id = result.categoryId();
        if (name != null) {
            return named("category", name);
        }
        if (id == null) {
            throw new InputException("it has neither category nor category_id");
        }
        if (isCoco) {
            return ofOwnId(id);
        }
        if (id.number() < 0 && id.isText()) {
            return named("category_id", id.text());
        }
        long place = id.number() - first;
        if (place < 0 || place >= types.size()) {
            throw new InputException("category_id " + MessageText.excerpt(id.text()) + " is not from " + first + " to "
                    + (first + types.size() - 1) + ", the number of types; or add category, its name");
        }
        return types.get((int) place);
    }

    private DefectType named(String key, String name) {
        return DefectType.find(name, types)
                .orElseThrow(() ->
                        new InputException(key + " " + MessageText.excerpt(name) + " is none of the dataset's types "
                                + types.stream().map(DefectType::name).toList()));
    }

    private DefectType ofOwnId(JsonId id) {
        Set<DefectType> own = byOwnId.getOrDefault(id.text(), Set.of());
        if (own.size() == 1) {
            return own.iterator().next();
        }
        if (own.isEmpty() && id.isText() && id.number() < 0) {
            return named("category_id", id.text());
        }
        String written = "category_id " + MessageText.excerpt(id.text());
        throw new InputException(
                own.isEmpty()
                        ? written + " is no category of the dataset, whose ids are "
                                + MessageText.excerpt(String.join(", ", new TreeSet<>(byOwnId.keySet())))
                                + "; or add category, its name"
                        : written + " stands for several types in the files of the dataset; add category, its name");
    }
}
