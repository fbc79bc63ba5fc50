package io.millsight.history;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Properties;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The kinds of database that a history may have. Every test of the history runs with each of them. */
enum TestDatabase {
    SQLITE {
        @Override
        History open(Path folder, Clock clock) {
            return History.open(folder, clock);
        }

        @Override
        Connection connect(Path folder) throws SQLException {
            return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(History.DATABASE));
        }
    },
    POSTGRES {
        @Override
        History open(Path folder, Clock clock) {
            return History.open(folder, TestPostgres.shared().schema(folder.toString()), clock);
        }

        @Override
        Connection connect(Path folder) throws SQLException {
            PostgresAddress address = TestPostgres.shared().schema(folder.toString());
            Properties secret = new Properties();
            if (address.password() != null) {
                secret.setProperty("password", address.password());
            }
            return DriverManager.getConnection(address.url(), secret);
        }
    };

    /** Opens the history of a folder. */
    abstract History open(Path folder, Clock clock);

    /** Connects to the database behind the history's back. */
    abstract Connection connect(Path folder) throws SQLException;

    /** Changes the database behind the history's back. */
    void execute(Path folder, String sql) throws SQLException {
        try (Connection connection = connect(folder);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns the names of all tables with the names of their columns. */
    SortedMap<String, SortedSet<String>> columns(Path folder) throws SQLException {
        SortedMap<String, SortedSet<String>> tables = new TreeMap<>();
        try (Connection connection = connect(folder);
                ResultSet columns = connection.getMetaData().getColumns(null, connection.getSchema(), "%", "%")) {
            while (columns.next()) {
                tables.computeIfAbsent(columns.getString("TABLE_NAME"), name -> new TreeSet<>())
                        .add(columns.getString("COLUMN_NAME"));
            }
        }
        tables.keySet().removeIf(name -> name.startsWith("flyway_") || name.startsWith("sqlite_"));
        return tables;
    }

    /** Returns all values of all tables as text. */
    String dump(Path folder) throws SQLException {
        StringBuilder text = new StringBuilder();
        for (String table : columns(folder).keySet()) {
            try (Connection connection = connect(folder);
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select * from " + table)) {
                while (rows.next()) {
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        Object value = rows.getObject(i);
                        text.append(
                                        value instanceof byte[] bytes
                                                ? new String(bytes, StandardCharsets.ISO_8859_1)
                                                : value)
                                .append('\n');
                    }
                }
            }
        }
        return text.toString();
    }
}
