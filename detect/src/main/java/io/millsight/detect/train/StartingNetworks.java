package io.millsight.detect.train;

import io.millsight.detect.Network;
import io.millsight.detect.folder.DetectorDescription;
import io.millsight.detect.folder.DetectorFolder;
import io.millsight.detect.folder.Networks;
import io.millsight.detect.net.NetworkWeights;
import io.millsight.detect.net.WeightSource;
import io.millsight.detect.weights.PublishedWeights;
import io.millsight.torch.Device;
import io.millsight.torch.Opening;
import io.millsight.torch.RandomGenerator;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The networks with which a run begins or goes on. The caller closes both.
 *
 * @param description of the network
 * @param trained the network in training
 * @param average a network with the average of the weights
 * @param transfer which tensors came from published weights; null if none were given
 */
record StartingNetworks(
        DetectorDescription description,
        Network trained,
        Network average,
        PublishedWeights.@Nullable Transfer transfer) {

    /** The file with the last weights of a checkpoint, from which training goes on. */
    static final String TRAINED_WEIGHTS = "training.safetensors";

    /** Starts from nothing. */
    static StartingNetworks fresh(DetectorDescription description, Device device, long seed) {
        try (RandomGenerator random = RandomGenerator.seeded(seed, Device.CPU)) {
            return build(description, device, weights -> weights.fresh(random), null);
        }
    }

    /**
     * Starts from published weights.
     *
     * @param file safetensors, .pth or .pt
     * @throws io.millsight.detect.DetectorException if the file cannot be read, or is of another network
     */
    static StartingNetworks published(DetectorDescription description, Path file, Device device, long seed) {
        try (RandomGenerator random = RandomGenerator.seeded(seed, Device.CPU);
                PublishedWeights published = PublishedWeights.open(file)) {
            return build(
                    description.withFrozenEpsilon(published.frozenEpsilon().orElse(null)),
                    device,
                    weights -> published.source(weights, random),
                    published);
        }
    }

    private static StartingNetworks build(
            DetectorDescription description,
            Device device,
            Function<NetworkWeights, WeightSource> source,
            @Nullable PublishedWeights published) {
        try (Opening opening = new Opening()) {
            NetworkWeights weights = opening.add(new NetworkWeights(device));
            Network trained = Networks.build(description, weights, source.apply(weights));
            PublishedWeights.Transfer transfer = published == null ? null : published.transfer();
            NetworkWeights copies = opening.add(new NetworkWeights(device));
            Network average = Networks.build(description, copies, copies.copying(weights.tensors()));
            return opening.complete(new StartingNetworks(description, trained, average, transfer));
        }
    }

    /** Goes on from a checkpoint of a run. */
    static StartingNetworks ofCheckpoint(Path checkpoint, Device device) {
        DetectorFolder folder = DetectorFolder.open(checkpoint);
        try (Opening opening = new Opening()) {
            Network trained = opening.add(folder.network(device, checkpoint.resolve(TRAINED_WEIGHTS)));
            Network average = opening.add(folder.network(device));
            return opening.complete(new StartingNetworks(folder.description(), trained, average, null));
        }
    }
}
