package io.millsight.hub;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An access token from the environment. Its value is never part of a message.
 *
 * @param variable the environment variable that holds it
 * @param value the secret
 */
record AccessToken(String variable, String value) {

    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]+");

    /**
     * Looks for a token.
     *
     * @throws HubException if a variable is set, but its value cannot be a token
     */
    static Optional<AccessToken> find(Hub hub, Map<String, String> environment) {
        for (String variable : hub.tokenVariables()) {
            String value = environment.getOrDefault(variable, "").strip();
            if (!value.isEmpty()) {
                if (!VISIBLE.matcher(value).matches()) {
                    throw new HubException(
                            variable
                                    + " holds spaces or characters that no access token has; copy the token again, or unset it");
                }
                return Optional.of(new AccessToken(variable, value));
            }
        }
        return Optional.empty();
    }

    /**
     * Checks that nobody on the way can read the token.
     *
     * @throws HubException if the connection would not be encrypted
     */
    void requireSafe(URI endpoint) {
        if (!"https".equals(endpoint.getScheme()) && !Loopback.is(endpoint.getHost())) {
            throw new HubException(endpoint + " is not encrypted, so the token in " + variable
                    + " is not sent there; give an https address, or unset " + variable);
        }
    }

    /** Hides the value. */
    @Override
    public String toString() {
        return "token in " + variable;
    }
}
