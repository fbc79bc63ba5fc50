package io.millsight.hub;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The public API of ModelScope: {@code GET /api/v1/models/ID/repo/files?Revision=REVISION&Recursive=true}. Its {@code Data.Files} have {@code Path},
 * {@code Size}, {@code Sha256}, {@code Type} ({@code blob} or {@code tree}), {@code Revision} (the commit that changed the file last) and {@code
 * CommittedDate}. Content comes from {@code /api/v1/models/ID/repo?Revision=REVISION&FilePath=PATH}.
 *
 * <p>The API does not name the commit of a branch. The newest commit among the files stands for it, and the listed SHA-256 of every file keeps two
 * states apart. A token is sent as a bearer token and as the cookie {@code m_session_id}, because the older addresses expect the cookie.
 *
 * <p>Source: {@code HubApi.get_model_files} and {@code get_file_download_url} of the library modelscope, and {@code _legacy_api.py} of
 * modelscope_hub.
 */
final class ModelScopeListing implements Listing {

    private static final int DONE = 200;
    private static final String UNKNOWN_COMMIT = "unknown";

    @Override
    public Snapshot read(Web web, ModelId model, String revision) throws IOException {
        String repository = "/api/v1/models/" + model + "/repo";
        URI address = Listing.below(
                web.endpoint(), repository + "/files?Revision=" + Listing.encode(revision) + "&Recursive=true");
        JsonNode answer = Listing.fetch(web, address, model, revision);
        JsonNode list = answer.path("Data").path("Files");
        if (answer.path("Code").asInt(DONE) != DONE || !list.isArray()) {
            throw new HubException(
                    answer.has("Message")
                            ? model + ": " + web.endpoint() + " refuses revision \"" + revision + "\" ("
                                    + Listing.shown(answer.path("Message")) + "); check the name and --revision"
                            : Listing.notAList(address));
        }
        List<RemoteFile> files = new ArrayList<>();
        String commit = UNKNOWN_COMMIT;
        long newest = Long.MIN_VALUE;
        for (JsonNode file : list) {
            if (file.path("Type").asString("").equals("tree")) {
                continue;
            }
            String path = file.path("Path").asString("");
            URI content = Listing.below(
                    web.endpoint(),
                    repository + "?Revision=" + Listing.encode(revision) + "&FilePath=" + Listing.encode(path));
            files.add(new RemoteFile(
                    path,
                    file.path("Size").asLong(-1),
                    Checksum.of(Checksum.Kind.SHA256, file.path("Sha256").asString(""))
                            .orElse(null),
                    content));
            long date = file.path("CommittedDate").asLong(0);
            if (date > newest && file.path("Revision").isString()) {
                newest = date;
                commit = Listing.shown(file.path("Revision"));
            }
        }
        return new Snapshot(commit, files);
    }

    @Override
    public Map<String, String> authorization(String token) {
        return Map.of("Authorization", "Bearer " + token, "Cookie", "m_session_id=" + token);
    }

    @Override
    public URI page(URI endpoint, ModelId model) {
        return Listing.below(endpoint, "/models/" + model);
    }
}
