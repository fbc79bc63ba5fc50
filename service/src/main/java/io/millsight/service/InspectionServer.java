package io.millsight.service;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import io.javalin.http.Context;
import io.javalin.json.JavalinJackson3;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.Tags;
import io.millsight.files.InputFile;
import io.millsight.history.AccessTokens;
import io.millsight.history.Actor;
import io.millsight.history.History;
import io.millsight.history.Job;
import io.millsight.history.Role;
import io.millsight.service.export.DatasetFolders;
import io.millsight.service.http.EventFeed;
import io.millsight.service.http.FirstLogin;
import io.millsight.service.http.PacedRequest;
import io.millsight.service.http.ProblemHandler;
import io.millsight.service.http.Routes;
import io.millsight.service.intake.ImageIntake;
import io.millsight.service.intake.Readiness;
import io.millsight.service.intake.ServiceParts;
import io.millsight.service.jobs.JobRunner;
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
import io.millsight.service.queue.Lane;
import io.millsight.service.retention.DailyRetention;
import io.millsight.service.tls.ServerCertificate;
import io.millsight.service.watch.FolderWatcher;
import io.millsight.service.webhook.VerdictWebhook;
import io.millsight.service.webhook.WebhookSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole service: a server, the queue, the thread of the model, and the history. It listens as soon as it is started, and takes images when the
 * model is loaded.
 */
public final class InspectionServer implements AutoCloseable {

    /** Bodies other than images. */
    private static final long MOST_JSON_BYTES = 1 << 20;

    /** Uploads are checked before they are read; this only has to be more. */
    private static final int MOST_UPLOAD_MEGABYTES = 64;

    /** Most threads wait for the model; the queue has fewer places, so that there are always threads for other requests. */
    private static final int MOST_THREADS = 250;

    private static final int FEWEST_THREADS = 8;

    /** A watched folder is looked at so often. */
    private static final Duration BETWEEN_SCANS = Duration.ofSeconds(2);

    private static final double NANOS = 1e9;

    private static final Logger LOG = LoggerFactory.getLogger(InspectionServer.class);

    private final ServiceSettings settings;
    private final History history;
    private final InspectionQueue queue;
    private final DeployedModel model;
    private final InspectionWorker worker;
    private final Readiness readiness;
    private final ModelSwitcher switcher;
    private final DeploymentFollower follower;
    private final TrainingRunner trainings;
    private final ServiceMetrics metrics = new ServiceMetrics();
    private final ImageIntake intake;
    private final EventFeed events;
    private final Javalin javalin;
    private final @Nullable VerdictWebhook webhook;
    private final DailyRetention retention;
    private final JobRunner jobs;
    private @Nullable FolderWatcher watcher;
    private final @Nullable FirstStart firstStart;

    /**
     * What the first start gives out: nobody can log in without it.
     *
     * @param token the text of a token for an administrator
     * @param fragment what follows the address of the service in a link that logs in once
     */
    public record FirstStart(String token, String fragment) {

        /** Leaves the secrets out, so that no log shows them. */
        @Override
        public String toString() {
            return "FirstStart[]";
        }
    }

    /**
     * @param history is closed with the server
     */
    public InspectionServer(ServiceSettings settings, History history, ModelLoader loader, Clock clock) {
        this.settings = settings;
        this.history = history;
        queue = new InspectionQueue(settings.limits());
        model = new DeployedModel(loader, history, new SecureRandom());
        worker = new InspectionWorker(
                queue, model::open, (images, time) -> metrics.inspected(modelName(), images, time));
        readiness = new Readiness(history, model, worker, settings.safety().diskFloor());
        FirstLogin login = null;
        if (history.tokens().hasAdmin()) {
            firstStart = null;
        } else {
            AccessTokens.Made made =
                    history.tokens().make(new AccessTokens.Wish("first start", Role.ADMIN, null), Actor.PROGRAM);
            login = new FirstLogin(made.token(), clock);
            firstStart = new FirstStart(made.text(), login.fragment());
        }
        switcher = new ModelSwitcher(history, model, loader, worker, new SecureRandom());
        follower = new DeploymentFollower(history, switcher);
        trainings = new TrainingRunner(history, new DatasetFolders(history), loader, settings.trainer(), clock);
        Learning learning = new Learning(history, loader, switcher, follower, trainings);
        ServiceParts parts = new ServiceParts(history, queue, model, readiness, metrics, learning);
        intake = new ImageIntake(parts, worker);
        jobs = new JobRunner(history, intake);
        LabelStudioImages labelStudio = new LabelStudioImages(settings.clients().labelStudio());
        Routes routes = new Routes(parts, intake, labelStudio, login, clock);
        events = routes.events();
        WebhookSettings announced = settings.clients().webhook();
        webhook = announced == null ? null : new VerdictWebhook(announced, history, metrics, clock);
        retention = new DailyRetention(history, settings.kept(), () -> queue.taken() > 0, metrics);
        addGauges();
        javalin = Javalin.create(config -> configure(config, routes));
    }

    /** Returns the name of the adapter that answers, or of the model without one; {@code none} before it is loaded. */
    public String modelName() {
        return model.deployment().map(ServiceMetrics::adapter).orElse("none");
    }

    private void addGauges() {
        for (Lane lane : Lane.values()) {
            metrics.gauge(
                    "millsight.queue.depth",
                    Tags.of("lane", lane.name().toLowerCase(Locale.ROOT)),
                    () -> queue.depth(lane));
        }
        metrics.gauge(
                "millsight.review.backlog",
                Tags.empty(),
                () -> history.queue().summary().backlog());
        metrics.gauge(
                "millsight.last.progress.seconds",
                Tags.empty(),
                () -> worker.stalledFor().toNanos() / NANOS);
        for (Job.State state : List.of(Job.State.WAITING, Job.State.RUNNING)) {
            metrics.gauge(
                    "millsight.jobs",
                    Tags.of("state", state.name().toLowerCase(Locale.ROOT)),
                    () -> history.jobs().count(state));
        }
        metrics.gauge("millsight.webhook.waiting", Tags.empty(), history.outbox()::waiting);
        metrics.gauge("millsight.ready", Tags.empty(), () -> readiness.isReady() ? 1 : 0);
        metrics.gauge("millsight.canary.ok", Tags.empty(), () -> readiness.passedCanary() ? 1 : 0);
        metrics.gauge("millsight.disk.free.bytes", Tags.empty(), readiness::freeBytes);
    }

    private void configure(JavalinConfig config, Routes routes) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.jsonMapper(new JavalinJackson3(JsonMapper.shared(), false));
        config.http.maxRequestSize = MOST_JSON_BYTES;
        config.http.prefer405over404 = true;
        config.router.javaLangErrorHandler(ProblemHandler::writeError);
        config.jetty.addConnector(this::connector);
        config.jetty.threadPool = new QueuedThreadPool(
                MOST_THREADS, FEWEST_THREADS, (int) settings.safety().patience().toMillis());
        config.jetty.multipartConfig.maxFileSize(MOST_UPLOAD_MEGABYTES, SizeUnit.MB);
        config.jetty.multipartConfig.maxTotalRequestSize(MOST_UPLOAD_MEGABYTES, SizeUnit.MB);
        config.jetty.multipartConfig.maxInMemoryFileSize(MOST_UPLOAD_MEGABYTES, SizeUnit.MB);
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setIdleTimeout(settings.safety().patience().toMillis());
            http.addCustomizer((request, headers) ->
                    new PacedRequest(request, settings.safety().patience()));
        });
        config.requestLogger.http(this::count);
        routes.register(config.routes);
    }

    private ServerConnector connector(Server server, HttpConfiguration http) {
        ServerConnector connector =
                encrypted(server, http).orElseGet(() -> new ServerConnector(server, new HttpConnectionFactory(http)));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(settings.safety().patience().toMillis());
        return connector;
    }

    private Optional<ServerConnector> encrypted(Server server, HttpConfiguration http) {
        ServerCertificate certificate = settings.safety().tls();
        if (certificate == null) {
            return Optional.empty();
        }
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(certificate.keyStore());
        tls.setKeyStorePassword(ServerCertificate.NO_PASSWORD);
        http.addCustomizer(new SecureRequestCustomizer(false));
        return Optional.of(new ServerConnector(server, tls, new HttpConnectionFactory(http)));
    }

    private void count(Context context, float millis) {
        Endpoint endpoint = context.endpoints().lastHttpEndpoint();
        String route = endpoint == null ? "none" : endpoint.method.name() + " " + endpoint.path;
        metrics.requested(route, context.statusCode(), Duration.ofNanos((long) (millis * NANOS / 1000)));
    }

    /**
     * Begins to listen, and to load the model on a thread of its own.
     *
     * @throws ServiceException if the port is taken
     */
    public void start() {
        history.audit()
                .firstBroken()
                .ifPresent(entry -> LOG.error("the audit was changed outside the program, at entry {}", entry));
        try {
            javalin.start();
        } catch (RuntimeException e) {
            throw new ServiceException(
                    settings.host() + ":" + settings.port() + ": cannot listen there (" + cause(e)
                            + "); give another --port or --host",
                    e);
        }
        worker.start();
        events.start();
        follower.start();
        trainings.start();
        if (webhook != null) {
            webhook.start();
        }
        retention.start();
        jobs.start();
        watcher = watch(settings.clients().watched());
    }

    private @Nullable FolderWatcher watch(@Nullable Path folder) {
        if (folder == null) {
            return null;
        }
        try {
            FolderWatcher created = new FolderWatcher(folder, intake, history, BETWEEN_SCANS);
            created.start();
            return created;
        } catch (IOException e) {
            throw new ServiceException(folder + ": cannot be watched (" + InputFile.reason(e) + ")", e);
        }
    }

    private static String cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /** Returns the port that the server listens on. */
    public int port() {
        return javalin.port();
    }

    /** Returns whether an adapter answers that a person had activated before the start. */
    public boolean isModelFromRecords() {
        return model.isFromRecords();
    }

    /** Returns the way of images to the model. */
    public ImageIntake intake() {
        return intake;
    }

    /** Returns the token and the link of the first start; empty at later starts. */
    public Optional<FirstStart> firstStart() {
        return Optional.ofNullable(firstStart);
    }

    /**
     * Waits until the model is loaded.
     *
     * @throws RuntimeException what went wrong with the model
     */
    public void awaitModel() throws InterruptedException {
        while (worker.state() == InspectionWorker.State.STARTING) {
            Thread.sleep(20);
        }
        Throwable failure = worker.failure();
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    /** Takes no image any more, answers those that were accepted, and ends. */
    @Override
    public void close() {
        if (watcher != null) {
            watcher.close();
        }
        readiness.drain();
        events.close();
        try {
            if (!queue.awaitEmpty(settings.drain())) {
                LOG.warn("images are still being inspected; they are given up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        jobs.close();
        javalin.stop();
        retention.close();
        trainings.close();
        follower.close();
        switcher.close();
        worker.close();
        if (webhook != null) {
            webhook.close();
        }
        metrics.close();
        history.close();
    }
}
