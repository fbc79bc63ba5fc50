package io.millsight.service.http;

import static io.millsight.service.http.Route.delete;
import static io.millsight.service.http.Route.get;
import static io.millsight.service.http.Route.post;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.millsight.history.Role;
import io.millsight.service.intake.ImageIntake;
import io.millsight.service.intake.RunningKeys;
import io.millsight.service.intake.ServiceParts;
import io.millsight.service.labelstudio.LabelStudioImages;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of all routes with the role that each needs. A route that is not here does not exist. */
public final class Routes {

    private static final String CONTENT_SECURITY = "default-src 'self'; img-src 'self' blob: data:; object-src 'none';"
            + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private final AccessGuard guard;
    private final EventFeed events;
    private final List<Route> table;

    /**
     * @param imageIntake the way to the model
     * @param labelStudio gets the images of its tasks
     * @param firstLogin the link of the first start; null at later starts
     * @param clock tells when failed logins are forgotten, and when a period ends
     */
    public Routes(
            ServiceParts parts,
            ImageIntake imageIntake,
            LabelStudioImages labelStudio,
            @Nullable FirstLogin firstLogin,
            Clock clock) {
        guard = new AccessGuard(parts.history());
        events = new EventFeed(parts.history());
        RunningKeys keys = new RunningKeys(parts.history());
        JobRoutes jobs = new JobRoutes(parts);
        InspectionIntake intake = new InspectionIntake(parts, imageIntake, jobs);
        InspectionRoutes inspections = new InspectionRoutes(parts);
        ReviewRoutes reviews = new ReviewRoutes(parts, inspections, keys);
        RecipeRoutes recipes = new RecipeRoutes(parts);
        StatisticsRoutes statistics = new StatisticsRoutes(parts.history(), clock);
        DatasetRoutes datasets = new DatasetRoutes(parts.history());
        LearningRoutes models = new LearningRoutes(parts.learning());
        SessionRoutes sessions = new SessionRoutes(parts.history(), guard, firstLogin, clock);
        TokenRoutes tokens = new TokenRoutes(parts.history());
        StatusRoutes status = new StatusRoutes(parts);
        PageRoutes page = new PageRoutes();
        EventRoutes listeners = new EventRoutes(guard, events);
        OpenAiRoutes openAi = new OpenAiRoutes(parts, imageIntake);
        LabelStudioRoutes tasks = new LabelStudioRoutes(parts, imageIntake, labelStudio);
        table = List.of(
                get("/", null, page::index),
                get("/page/<name>", null, page::file),
                get("/live", null, status::live),
                get("/ready", null, status::ready),
                get("/version", null, status::version),
                get("/openapi.json", null, status::openApi),
                get("/metrics", Role.VIEWER, status::metrics),
                post("/v1/session", null, sessions::open),
                get("/v1/session", null, sessions::show),
                delete("/v1/session", null, sessions::end),
                post("/v1/inspections", Role.OPERATOR, intake::handle),
                get("/v1/inspections", Role.VIEWER, inspections::list),
                get("/v1/inspections/{id}", Role.VIEWER, inspections::show),
                get("/v1/inspections/{id}/image", Role.VIEWER, inspections::image),
                get("/v1/inspections/{id}/reviews", Role.VIEWER, reviews::list),
                post("/v1/inspections/{id}/reviews", Role.OPERATOR, reviews::add),
                get("/v1/jobs/{id}", Role.VIEWER, jobs::show),
                delete("/v1/jobs/{id}", Role.OPERATOR, jobs::cancel),
                get("/v1/batches", Role.VIEWER, jobs::batches),
                post("/v1/batches", Role.OPERATOR, jobs::addBatch),
                get("/v1/batches/{id}", Role.VIEWER, jobs::batch),
                delete("/v1/batches/{id}", Role.OPERATOR, jobs::cancelBatch),
                get("/v1/models", Role.VIEWER, openAi::models),
                get("/v1/models/{id}", Role.VIEWER, openAi::model),
                post("/v1/chat/completions", Role.OPERATOR, openAi::complete),
                get("/label-studio/health", null, tasks::health),
                post("/label-studio/setup", Role.OPERATOR, tasks::setup),
                post("/label-studio/predict", Role.OPERATOR, tasks::predict),
                post("/label-studio/webhook", Role.OPERATOR, tasks::webhook),
                get("/v1/review-queue", Role.VIEWER, reviews::summary),
                post("/v1/review-queue/lease", Role.OPERATOR, reviews::lease),
                delete("/v1/review-queue/leases/{id}", Role.OPERATOR, reviews::release),
                get("/v1/coils", Role.VIEWER, statistics::coils),
                get("/v1/coils/{id}", Role.VIEWER, statistics::coil),
                get("/v1/stats/pareto", Role.VIEWER, statistics::pareto),
                get("/v1/stats/trend", Role.VIEWER, statistics::trend),
                get("/v1/stats/drift", Role.VIEWER, statistics::drift),
                get("/v1/stats/repeats", Role.VIEWER, statistics::repeats),
                get("/v1/recipes", Role.VIEWER, recipes::list),
                post("/v1/recipes", Role.ENGINEER, recipes::save),
                post("/v1/recipes/preview", Role.VIEWER, recipes::preview),
                get("/v1/deployments", Role.VIEWER, status::deployments),
                get("/v1/datasets", Role.VIEWER, datasets::list),
                post("/v1/datasets", Role.ENGINEER, datasets::make),
                get("/v1/datasets/{id}/archive", Role.ENGINEER, datasets::archive),
                get("/v1/trainings", Role.VIEWER, models::trainings),
                post("/v1/trainings", Role.ENGINEER, models::train),
                get("/v1/trainings/{id}", Role.VIEWER, models::training),
                delete("/v1/trainings/{id}", Role.ENGINEER, models::cancel),
                get("/v1/adapters", Role.VIEWER, models::adapters),
                post("/v1/adapters", Role.ENGINEER, models::register),
                post("/v1/adapters/{id}/measurement", Role.ENGINEER, models::measure),
                delete("/v1/adapters/{id}/measurement", Role.ENGINEER, models::cancelMeasurement),
                get("/v1/adapters/{id}/comparison", Role.VIEWER, models::comparison),
                post("/v1/adapters/{id}/activate", Role.ENGINEER, models::activate),
                post("/v1/adapters/{id}/shadow", Role.ENGINEER, models::shadow),
                delete("/v1/deployments/shadow", Role.ENGINEER, models::endShadow),
                post("/v1/deployments/rollback", Role.ENGINEER, models::rollBack),
                get("/v1/tokens", Role.ADMIN, tokens::list),
                post("/v1/tokens", Role.ADMIN, tokens::make),
                delete("/v1/tokens/{id}", Role.ADMIN, tokens::delete),
                get("/v1/audit", Role.ADMIN, tokens::audit),
                get("/v1/events", Role.VIEWER, listeners::listen));
    }

    /** Returns what tells clients of events; the caller starts and closes it. */
    public EventFeed events() {
        return events;
    }

    /** Returns all routes. */
    List<Route> table() {
        return table;
    }

    /** Tells the server all routes. */
    public void register(RoutesConfig routes) {
        ProblemHandler.register(routes);
        routes.before(Routes::addSecurityHeaders);
        for (Route route : table) {
            routes.addHttpHandler(route.method(), route.path(), context -> handle(route, context));
        }
    }

    private void handle(Route route, Context context) throws Exception {
        if (route.role() != null) {
            guard.require(route.role(), context);
        }
        route.handler().handle(context);
    }

    private static void addSecurityHeaders(Context context) {
        context.header("Content-Security-Policy", CONTENT_SECURITY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Cache-Control", "no-store");
    }
}
