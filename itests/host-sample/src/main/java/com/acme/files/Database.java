// SPDX-License-Identifier: Apache-2.0
package com.acme.files;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One connection, one transaction at a time. */
final class Database implements AutoCloseable {
    /** A transaction. */
    interface Work<T> {
        T run() throws StorageException;
    }

    /** Reads one row. */
    interface Row<T> {
        T of(ResultSet result) throws SQLException;
    }

    /** What a statement is used for. */
    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private final Connection connection;

    Database(String url) throws SQLException {
        connection = new org.h2.Driver().connect(url, new java.util.Properties());
    }

    /** Runs a transaction; whatever it throws undoes it. */
    synchronized <T> T transaction(Work<T> work) throws StorageException {
        try {
            if (connection.isClosed()) {
                throw new StorageException(Reason.UNAVAILABLE, "the database was closed");
            }
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                T result = work.run();
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    connection.rollback();
                }
            }
        } catch (SQLException e) {
            throw new StorageException(Reason.IO, "the database failed", e);
        }
    }

    <T> List<T> select(Row<T> row, String sql, Object... values) throws StorageException {
        return use(sql, values, statement -> {
            List<T> rows = new ArrayList<>();
            for (ResultSet result = statement.executeQuery(); result.next(); ) {
                rows.add(row.of(result));
            }
            return rows;
        });
    }

    <T> Optional<T> first(Row<T> row, String sql, Object... values) throws StorageException {
        return select(row, sql, values).stream().findFirst();
    }

    int update(String sql, Object... values) throws StorageException {
        return use(sql, values, PreparedStatement::executeUpdate);
    }

    /** Returns the key that was made. */
    long insert(String sql, Object... values) throws StorageException {
        return use(sql, values, statement -> {
            statement.executeUpdate();
            ResultSet keys = statement.getGeneratedKeys();
            keys.next();
            return keys.getLong(1);
        });
    }

    private <T> T use(String sql, Object[] values, Use<T> use) throws StorageException {
        try (PreparedStatement statement = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return use.of(statement);
        } catch (SQLException e) {
            throw new StorageException(Reason.IO, "the database failed", e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // it is gone either way
        }
    }
}
