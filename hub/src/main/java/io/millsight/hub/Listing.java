package io.millsight.hub;

import io.millsight.files.MessageText;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the list of a model's files from a hub. */
sealed interface Listing permits HuggingFaceListing, ModelScopeListing {

    /** The most that a list may hold; one with a hundred files has some ten kilobytes. */
    int MAX_BYTES = 16 << 20;

    /**
     * Asks the hub.
     *
     * @param revision a branch, tag or commit
     * @throws HubException if the hub refuses, cannot be reached, or answers in another form
     */
    Snapshot read(Web web, ModelId model, String revision) throws IOException;

    /** Returns the headers that carry an access token. */
    Map<String, String> authorization(String token);

    /** Returns the page of a model, for people. */
    URI page(URI endpoint, ModelId model);

    /** Fetches a JSON object. */
    static JsonNode fetch(Web web, URI address, ModelId model, String revision) throws IOException {
        Answer<byte[]> answer =
                web.get(address, Map.of("Accept", "application/json"), info -> new BoundedBody(MAX_BYTES));
        if (answer.status() != Web.OK) {
            throw web.refused(answer.status(), model, revision);
        }
        try {
            JsonNode node = JsonMapper.shared().readTree(answer.body());
            if (node.isObject()) {
                return node;
            }
        } catch (JacksonException e) {
            throw new HubException(notAList(address), e);
        }
        throw new HubException(notAList(address));
    }

    /** Returns the message for an answer that has another form. */
    static String notAList(URI address) {
        return address
                + " does not answer with a list of files; check --endpoint: it must be the address of a hub or of its mirror";
    }

    /** Returns an address below another one, whose text is already encoded. */
    static URI below(URI endpoint, String encoded) {
        return URI.create(endpoint + encoded);
    }

    /** Encodes a text for a path or a query. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Encodes the parts of a path, and keeps the slashes. */
    static String encodePath(String path) {
        return encode(path).replace("%2F", "/");
    }

    /** Returns text of a list in a form for messages. */
    static String shown(JsonNode text) {
        return MessageText.excerpt(text.asString(""));
    }
}
