package io.millsight.cli.output;

import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.TypeResult;
import io.millsight.experiment.dataset.AnnotationAgreement;
import io.millsight.experiment.dataset.DatasetCheck;
import io.millsight.steel.Finding;
import io.millsight.steel.duplicate.NearDuplicates;
import java.util.Locale;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The result of a check for programs: the audit's report with all findings, and the overlaps and groups that were found. */
public final class DatasetCheckJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private DatasetCheckJson() {}

    public static String of(DatasetCheck check) {
        ObjectNode node = JSON.valueToTree(check.report());
        ArrayNode findings = node.putArray("findings");
        for (Finding finding : check.report().findings()) {
            findings.addObject()
                    .put("rule", finding.rule().id())
                    .put("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                    .put("file", finding.file().toString())
                    .put("text", finding.text());
        }
        NearDuplicates found = check.found();
        if (found != null) {
            node.set("known_groups", JSON.valueToTree(check.known()));
            node.set("near_duplicates", JSON.valueToTree(found));
        }
        if (check.agreement() != null) {
            node.set("agreement", agreement(check.agreement()));
        }
        return JSON.writeValueAsString(node);
    }

    private static ObjectNode agreement(Evaluation agreement) {
        ObjectNode node = JSON.createObjectNode()
                .put("least_share", AnnotationAgreement.LEAST_SHARE)
                .put("pairs", agreement.input().images().size());
        for (Measure measure : AnnotationAgreement.MEASURES) {
            agreement.estimate(measure).asOptional().ifPresent(value -> node.put(measure.key(), value));
        }
        ObjectNode types = node.putObject("f1_per_type");
        for (TypeResult type : agreement.perType()) {
            if (type.boxes().positives() + type.boxes().predictions() > 0) {
                types.put(type.type().name(), type.boxes().f1());
            } else {
                types.putNull(type.type().name());
            }
        }
        return node;
    }
}
