package io.millsight.hub;

import java.util.regex.Pattern;

/** Tells the own machine from others, by name only. */
final class Loopback {

    private static final Pattern NAME = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?(::1|0:0:0:0:0:0:0:1)]?");

    private Loopback() {}

    /** Returns whether a host is this machine. */
    static boolean is(String host) {
        return NAME.matcher(host).matches();
    }
}
