package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.experiment.report.ProgramVersion;
import io.millsight.history.Deployment;
import io.millsight.service.intake.ServiceParts;
import io.millsight.service.metrics.ServiceMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/** Routes that tell how the service is. */
final class StatusRoutes {

    private static final String DOCUMENT = "openapi.json";

    private final ServiceParts parts;

    StatusRoutes(ServiceParts parts) {
        this.parts = parts;
    }

    void live(Context context) {
        boolean alive = parts.readiness().isAlive();
        context.status(alive ? 200 : 503).json(RecordJson.object().put("live", alive));
    }

    void ready(Context context) {
        ObjectNode node = RecordJson.object();
        ObjectNode checks = RecordJson.object();
        parts.readiness().checks().forEach(checks::put);
        boolean ready = checks.valueStream().allMatch(met -> met.asBoolean());
        node.put("ready", ready)
                .put("reason", parts.readiness().reason().orElse(null))
                .put("warning", parts.learning().follower().warning().orElse(null))
                .set("checks", checks);
        context.status(ready ? 200 : 503).json(node);
    }

    void version(Context context) {
        context.json(RecordJson.object()
                .put("version", ProgramVersion.current())
                .put("commit", ProgramVersion.commit().orElse(null))
                .put("demo", parts.history().isDemo()));
    }

    void metrics(Context context) {
        Deployment answering = parts.model().deployment().orElse(null);
        context.result(parts.metrics().text(answering)).contentType(ServiceMetrics.MEDIA_TYPE);
    }

    void openApi(Context context) throws IOException {
        try (InputStream in = Objects.requireNonNull(StatusRoutes.class.getResourceAsStream(DOCUMENT))) {
            context.result(in.readAllBytes()).contentType("application/json");
        }
    }

    void deployments(Context context) {
        context.json(RecordJson.items(parts.history().deployments().list(), RecordJson::deployment));
    }
}
