package io.millsight.service.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;

/**
 * The connection of a request whose body has been read. The server does not look at a connection while a request is worked on, so nobody would notice
 * that the client is gone; here the request's own thread looks.
 */
final class ClientConnection {

    private final Connection connection;

    private ClientConnection(Connection connection) {
        this.connection = connection;
    }

    /** Returns the connection of a request, which may not be used after the answer. */
    static ClientConnection of(Context context) {
        return new ClientConnection(ServletContextRequest.getServletContextRequest(context.req())
                .getConnectionMetaData()
                .getConnection());
    }

    /** Closes the connection: whatever is being written fails. */
    void close() {
        connection.getEndPoint().close();
    }

    /** Returns whether the client has closed the connection. Only the request's thread may ask. */
    boolean isClosed() {
        EndPoint endPoint = connection.getEndPoint();
        if (!endPoint.isOpen() || endPoint.isInputShutdown()) {
            return true;
        }
        if (!(connection instanceof Connection.UpgradeTo parser)) {
            return false; // a protocol in which the server reads the connection by itself
        }
        ByteBuffer next = BufferUtil.allocate(1);
        try {
            int read = endPoint.fill(next);
            if (read > 0) { // the first byte of the next request: it goes to the parser, as after an upgrade
                parser.onUpgradeTo(next);
            }
            return read < 0;
        } catch (IOException e) {
            return true;
        }
    }
}
