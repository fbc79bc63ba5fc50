package io.millsight.hub;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The public API of Hugging Face: {@code GET /api/models/ID/revision/REVISION?blobs=true}. Its field {@code sha} is the commit, and each of {@code
 * siblings} has {@code rfilename}, {@code size}, {@code blobId} (SHA-1 of the Git object) and, for files in LFS, {@code lfs.sha256}. Content comes
 * from {@code /ID/resolve/COMMIT/PATH}, which redirects to other hosts. The commit stands in the address, so a later change on the hub does not
 * mix two states.
 *
 * <p>Source: the hub's API documentation, and {@code HfApi.model_info} and {@code hf_hub_url} of the library huggingface_hub.
 */
final class HuggingFaceListing implements Listing {

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,64}");

    @Override
    public Snapshot read(Web web, ModelId model, String revision) throws IOException {
        URI address = Listing.below(
                web.endpoint(), "/api/models/" + model + "/revision/" + Listing.encode(revision) + "?blobs=true");
        JsonNode list = Listing.fetch(web, address, model, revision);
        String commit = list.path("sha").asString("");
        if (!COMMIT.matcher(commit).matches() || !list.path("siblings").isArray()) {
            throw new HubException(Listing.notAList(address));
        }
        List<RemoteFile> files = new ArrayList<>();
        for (JsonNode sibling : list.path("siblings")) {
            files.add(file(web.endpoint(), model, commit, sibling));
        }
        return new Snapshot(commit, files);
    }

    private static RemoteFile file(URI endpoint, ModelId model, String commit, JsonNode sibling) {
        String path = sibling.path("rfilename").asString("");
        JsonNode large = sibling.path("lfs");
        Checksum checksum = Checksum.of(
                        Checksum.Kind.SHA256, large.path("sha256").asString(""))
                .or(() -> Checksum.of(
                        Checksum.Kind.GIT_BLOB,
                        large.isObject() ? "" : sibling.path("blobId").asString("")))
                .orElse(null);
        long size = large.path("size").asLong(sibling.path("size").asLong(-1));
        return new RemoteFile(
                path,
                size,
                checksum,
                Listing.below(endpoint, "/" + model + "/resolve/" + commit + "/" + Listing.encodePath(path)));
    }

    @Override
    public Map<String, String> authorization(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    @Override
    public URI page(URI endpoint, ModelId model) {
        return Listing.below(endpoint, "/" + model);
    }
}
