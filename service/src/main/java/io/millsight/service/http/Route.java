package io.millsight.service.http;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.millsight.history.Role;
import org.jspecify.annotations.Nullable;

/**
 * A route.
 *
 * @param method the HTTP method
 * @param path the path with its parameters in braces
 * @param role the role that it needs; null for a public route
 * @param handler answers
 */
record Route(HandlerType method, String path, @Nullable Role role, Handler handler) {

    static Route get(String path, @Nullable Role role, Handler handler) {
        return new Route(HandlerType.GET, path, role, handler);
    }

    static Route post(String path, @Nullable Role role, Handler handler) {
        return new Route(HandlerType.POST, path, role, handler);
    }

    static Route delete(String path, @Nullable Role role, Handler handler) {
        return new Route(HandlerType.DELETE, path, role, handler);
    }
}
