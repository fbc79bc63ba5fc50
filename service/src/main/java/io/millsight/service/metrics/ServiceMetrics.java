package io.millsight.service.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millsight.history.Deployment;
import io.millsight.history.ReviewAction;
import io.millsight.history.StoredDefect;
import io.millsight.history.StoredInspection;
import io.millsight.history.Verdict;
import io.millsight.steel.DefectType;
import io.millsight.torch.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The meters of the service. Names begin with {@code millsight_}. The values of labels are constants of the program, names of routes, and types of
 * the model, never text of a request, so that their number stays small.
 *
 * <p>Safe for use by several threads.
 */
public final class ServiceMetrics implements AutoCloseable {

    /** The media type of {@link #text}. */
    public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Stands for a type that a model without a grammar made up. */
    private static final String OTHER = "other";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private final MultiGauge model = MultiGauge.builder("millsight.model.info").register(registry);

    public ServiceMetrics() {
        gauge("process.resident.memory.bytes", Tags.empty(), ProcessMemory::residentBytes);
        gauge("millsight.native.handles", Tags.empty(), Scope::liveHandles);
    }

    /** Returns what stands for a model in labels: the name of its adapter, or of the base alone. */
    public static String adapter(Deployment deployment) {
        String adapter = deployment.model().adapter();
        return adapter == null ? deployment.model().name() : adapter;
    }

    /** Adds a value that is asked for when the metrics are read. */
    public void gauge(String name, Tags tags, DoubleSupplier value) {
        Gauge.builder(name, value::getAsDouble).tags(tags).register(registry);
    }

    /** Counts a request. */
    public void requested(String route, int code, Duration time) {
        registry.counter("millsight.requests", "route", route, "code", Integer.toString(code))
                .increment();
        Timer.builder("millsight.request")
                .tag("route", route)
                .register(registry)
                .record(time);
    }

    /** Counts an image that was not inspected. */
    public void rejected(String reason) {
        registry.counter("millsight.rejected", "reason", reason).increment();
    }

    /** Counts a batch of the model. */
    public void inspected(String adapter, int images, Duration inference) {
        Timer.builder("millsight.inference")
                .tag("adapter", adapter)
                .register(registry)
                .record(inference);
        DistributionSummary.builder("millsight.batch.images").register(registry).record(images);
    }

    /** Counts a stored inspection. */
    public void stored(StoredInspection inspection) {
        Verdict verdict = inspection.content().answer().verdict();
        registry.counter("millsight.images", "verdict", word(verdict)).increment();
        registry.timer("millsight.queue.wait")
                .record(inspection.content().timing().queued());
        Deployment deployment = inspection.deployment();
        for (StoredDefect defect : inspection.defects()) {
            registry.counter("millsight.defects", "type", label(defect.type(), deployment))
                    .increment();
        }
        if (verdict == Verdict.UNDETERMINED) {
            String reason = inspection.content().answer().truncated() ? "truncated" : "unreadable";
            registry.counter("millsight.undetermined", "reason", reason).increment();
        }
    }

    private static String label(DefectType type, Deployment deployment) {
        return deployment.model().types().contains(type) ? type.name() : OTHER;
    }

    /** Counts an attempt to tell another program of an inspection. */
    public void announced(String result) {
        registry.counter("millsight.webhook", "result", result).increment();
    }

    /** Counts what was removed because it is kept no longer. */
    public void removed(String what, long number) {
        registry.counter("millsight.removed", "what", what).increment((double) number);
    }

    /** Counts a review. */
    public void reviewed(ReviewAction action) {
        registry.counter("millsight.reviews", "action", word(action)).increment();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns all meters in Prometheus' text format.
     *
     * @param answering the model that answers; null before it is loaded
     */
    public String text(@Nullable Deployment answering) {
        model.register(answering == null ? List.of() : List.of(row(answering)), true);
        return registry.scrape();
    }

    private static MultiGauge.Row<Number> row(Deployment answering) {
        Deployment.Model loaded = answering.model();
        String device = answering.settings().device();
        String ofAdapter = loaded.adapterSha256();
        Tags labels = Tags.of(
                Tag.of("base", loaded.name()),
                Tag.of("adapter", adapter(answering)),
                Tag.of("hash", ofAdapter == null ? loaded.baseSha256() : ofAdapter),
                Tag.of("dtype", device.substring(device.indexOf('/') + 1)));
        return MultiGauge.Row.of(labels, 1);
    }

    @Override
    public void close() {
        registry.close();
    }
}
