package io.millsight.service;

import io.millsight.history.Retention;
import io.millsight.service.learning.TrainingProgram;
import io.millsight.service.queue.InspectionQueue;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the service runs.
 *
 * @param host the address that it listens on
 * @param port the port; 0 for any free one
 * @param limits what may be on its way to the model at once
 * @param drain how long the images that were accepted may take when the service ends
 * @param safety what protects the service
 * @param kept how long records are kept
 * @param clients the programs that the service works with beside those that ask it
 * @param trainer how trainings are started; null for a model that cannot be trained
 */
public record ServiceSettings(
        String host,
        int port,
        InspectionQueue.Limits limits,
        Duration drain,
        SafetySettings safety,
        Retention.Periods kept,
        ClientSettings clients,
        @Nullable TrainingProgram trainer) {

    private static final Duration DRAIN = Duration.ofSeconds(30);

    /** Returns the usual limits at an address. */
    public static ServiceSettings at(String host, int port) {
        return new ServiceSettings(
                host,
                port,
                InspectionQueue.Limits.STANDARD,
                DRAIN,
                SafetySettings.STANDARD,
                Retention.Periods.STANDARD,
                ClientSettings.NONE,
                null);
    }

    /** Returns these settings with other programs. */
    public ServiceSettings with(ClientSettings others) {
        return new ServiceSettings(host, port, limits, drain, safety, kept, others, trainer);
    }

    /** Returns these settings with another protection. */
    public ServiceSettings with(SafetySettings protection) {
        return new ServiceSettings(host, port, limits, drain, protection, kept, clients, trainer);
    }

    /** Returns these settings with other periods. */
    public ServiceSettings with(Retention.Periods periods) {
        return new ServiceSettings(host, port, limits, drain, safety, periods, clients, trainer);
    }

    /** Returns these settings with trainings. */
    public ServiceSettings withTrainer(TrainingProgram program) {
        return new ServiceSettings(host, port, limits, drain, safety, kept, clients, program);
    }
}
