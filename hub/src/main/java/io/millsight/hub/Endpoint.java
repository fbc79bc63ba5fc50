package io.millsight.hub;

import io.millsight.files.MessageText;
import java.net.URI;

/** Reads the address of a hub. */
final class Endpoint {

    private Endpoint() {}

    /**
     * Returns an address without a slash at its end.
     *
     * @throws HubException if it is not the http or https address of a host, without user name, query and fragment
     */
    static URI parse(String text) {
        try {
            URI address = URI.create(text.strip().replaceFirst("/+$", ""));
            boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
            boolean plain =
                    address.getUserInfo() == null && address.getQuery() == null && address.getFragment() == null;
            if (web && plain && address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new HubException(wrong(text), e);
        }
        throw new HubException(wrong(text));
    }

    private static String wrong(String text) {
        return "--endpoint " + MessageText.quote(text)
                + " is not the address of a hub; write it as https://hub.example.com";
    }
}
