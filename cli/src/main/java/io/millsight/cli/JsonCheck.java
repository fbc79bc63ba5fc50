package io.millsight.cli;

import io.millsight.steel.Finding;
import io.millsight.steel.duplicate.NearDuplicates;
import java.util.Locale;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The result of a check for programs: the audit's report with all findings, and the overlaps and groups that were found. */
final class JsonCheck {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private JsonCheck() {}

    static String of(Check check) {
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
        return JSON.writeValueAsString(node);
    }
}
