package io.millsight.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.History;
import io.millsight.history.Role;
import io.millsight.service.FakeInspector;
import io.millsight.service.TestServer;
import io.millsight.service.export.DatasetFolders;
import io.millsight.service.intake.ImageIntake;
import io.millsight.service.intake.Readiness;
import io.millsight.service.intake.ServiceParts;
import io.millsight.service.labelstudio.LabelStudioImages;
import io.millsight.service.learning.DeploymentFollower;
import io.millsight.service.learning.Learning;
import io.millsight.service.learning.ModelSwitcher;
import io.millsight.service.learning.TrainingRunner;
import io.millsight.service.metrics.ServiceMetrics;
import io.millsight.service.model.DeployedModel;
import io.millsight.service.model.ModelLoader;
import io.millsight.service.queue.InspectionQueue;
import io.millsight.service.queue.InspectionWorker;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Every route with every role and without any. */
class RouteAccessTest {

    @TempDir
    private Path folder;

    @Test
    void everyRouteLetsThoseInWhomTheTableNames() throws Exception {
        List<String> wrong = new ArrayList<>();
        try (TestServer test = TestServer.ready(folder.resolve("server"))) {
            for (Route route : table()) {
                check(test, route, null, wrong);
                for (Role role : Role.values()) {
                    check(test, route, role, wrong);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Asks for something that does not exist, with an empty body: whoever may, gets another answer than 401 and 403, and one that ends. */
    private static void check(TestServer test, Route route, @Nullable Role role, List<String> wrong) throws Exception {
        String path = route.path().replaceAll("[{<]\\w+[}>]", "0");
        HttpRequest.Builder request = role == null ? test.anonymous(path) : test.as(role, path);
        request.method(route.method().name(), HttpRequest.BodyPublishers.noBody())
                .header("Last-Event-ID", "0");
        int status = test.send(request).status();
        boolean isShowingTheSession =
                path.equals("/v1/session") && route.method().name().equals("GET");
        boolean may = route.role() == null || (role != null && role.includes(route.role()));
        int expected = may ? 0 : role == null ? 401 : 403;
        boolean passed = status != 401 && status != 403;
        if (!isShowingTheSession && (may ? !passed : status != expected)) {
            wrong.add(route.method() + " " + path + " as " + role + ": " + status);
        }
    }

    private List<Route> table() {
        try (History history = History.open(folder.resolve("table"), Clock.systemUTC());
                ServiceMetrics metrics = new ServiceMetrics()) {
            InspectionQueue queue = new InspectionQueue(InspectionQueue.Limits.STANDARD);
            ModelLoader loader = () -> new FakeInspector().loaded();
            DeployedModel model = new DeployedModel(loader, history, new SecureRandom());
            InspectionWorker worker = new InspectionWorker(queue, model::open, (images, time) -> {});
            Readiness readiness = new Readiness(history, model, worker, 0);
            ModelSwitcher switcher = new ModelSwitcher(history, model, loader, worker, new SecureRandom());
            TrainingRunner trainings =
                    new TrainingRunner(history, new DatasetFolders(history), loader, null, Clock.systemUTC());
            Learning learning =
                    new Learning(history, loader, switcher, new DeploymentFollower(history, switcher), trainings);
            ServiceParts parts = new ServiceParts(history, queue, model, readiness, metrics, learning);
            LabelStudioImages labelStudio = new LabelStudioImages(null);
            return new Routes(parts, new ImageIntake(parts, worker), labelStudio, null, Clock.systemUTC()).table();
        }
    }

    @Test
    void theOpenApiDocumentHasTheRoutesOfTheTable() throws Exception {
        TreeSet<String> documented = new TreeSet<>();
        try (TestServer test = TestServer.ready(folder.resolve("server"))) {
            JsonNode paths =
                    test.send(test.anonymous("/openapi.json")).json(200).path("paths");
            paths.propertyStream()
                    .forEach(path -> path.getValue()
                            .propertyStream()
                            .forEach(method ->
                                    documented.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey())));
        }
        TreeSet<String> served = new TreeSet<>();
        table().forEach(route -> served.add(
                route.method().name() + " " + route.path().replace('<', '{').replace('>', '}')));
        assertThat(documented).isEqualTo(served);
    }
}
