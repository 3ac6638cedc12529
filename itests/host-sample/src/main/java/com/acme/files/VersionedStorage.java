// SPDX-License-Identifier: Apache-2.0
package com.acme.files;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Attributes.Kind;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.tree.TreeStorage;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Files in a database. What is replaced, changed or deleted stays as a version: a row without a name, which remembers the path
 * it had. The key of a file or folder is the number of its row.
 */
@Component(
        service = Storage.class,
        configurationPid = "com.acme.files",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = VersionedStorage.Config.class, factory = true)
public final class VersionedStorage extends TreeStorage<Long> {
    /** A file {@code com.acme.files-NAME.cfg}; its keys are service properties, the name that exports refer to is one. */
    @ObjectClassDefinition(name = "Acme: versioned files")
    public @interface Config {
        @AttributeDefinition(description = "Name that exports refer to, as (storage.name=...)")
        String storage_name() default "acme";

        @AttributeDefinition(description = "JDBC URL of the H2 database")
        String url();
    }

    private static final long ROOT = 1;
    private static final int BLOCK = 1 << 16;
    private final Database database;

    @Activate
    public VersionedStorage(Config config) throws SQLException, StorageException {
        this(config.url());
    }

    VersionedStorage(String url) throws SQLException, StorageException {
        super(EnumSet.of(
                Feature.WRITE, Feature.RANDOM_WRITE, Feature.APPEND, Feature.DIRECTORIES, // and what a transaction gives:
                Feature.ATOMIC_REPLACE, Feature.STABLE_IDS, Feature.OPEN_SURVIVES_UNLINK));
        database = new Database(url);
        database.update("create table if not exists entry(id bigint generated always as identity primary key, parent bigint,"
                + " name varchar, folder boolean, size bigint, modified timestamp(9) with time zone, was varchar)");
        database.update("create unique index if not exists by_name on entry(parent, name)");
        database.update("create table if not exists block(entry bigint, at bigint, data varbinary, primary key(entry, at))");
        database.update("delete from entry where parent is null and was is null and id > 1"); // uploads that a crash cut
        database.update("delete from block where entry not in (select id from entry)");
        database.update("insert into entry(folder, size, modified) select true, 0, now(9) where not exists (table entry)");
    }

    /** Open sessions are told that it has left; they try the next storage of that name by themselves. */
    @Deactivate
    void withdraw() {
        leave();
        database.close();
    }

    /** For the host's own pages: the ids of what this path once was, the oldest first. */
    List<Long> versions(String path) throws StorageException {
        return run(() -> database.select(row -> row.getLong(1), "select id from entry where was=? order by id", path));
    }

    @Override
    protected <T> T run(Work<T> work) throws StorageException {
        return database.transaction(work::run);
    }

    @Override
    protected Long root() {
        return ROOT;
    }

    @Override
    protected Optional<Long> find(Long folder, String name) throws StorageException {
        String sql = "select id from entry where parent=? and name=?";
        return database.first(row -> row.getLong(1), sql, folder, name);
    }

    @Override
    protected Attributes attributes(Long entry) throws StorageException {
        return database.first(VersionedStorage::attributes, "select * from entry where id=?", entry)
                .orElseThrow(VersionedStorage::gone);
    }

    private static StorageException gone() {
        return new StorageException(Reason.STALE, "it is gone");
    }

    private static Attributes attributes(ResultSet row) throws SQLException {
        Kind kind = row.getBoolean("folder") ? Kind.DIRECTORY : Kind.FILE;
        Instant modified = row.getObject("modified", Instant.class);
        return Attributes.of(new NodeId(0, row.getLong("id")), kind, row.getLong("size"), modified);
    }

    @Override
    protected List<Entry> list(Long folder, String after, int max) throws StorageException {
        String sql = "select * from entry where parent=? and name>? order by name limit ?";
        return database.select(row -> new Entry(row.getString("name"), attributes(row)), sql, folder, after, max);
    }

    @Override
    protected int read(Long file, ByteBuffer into, long position) throws StorageException {
        int from = (int) (position % BLOCK);
        long count = Math.min(Math.min(into.remaining(), BLOCK - from), attributes(file).size() - position);
        if (count <= 0) {
            return -1; // at or past the end
        }
        into.put(block(file, position / BLOCK), from, (int) count);
        return (int) count;
    }

    private byte[] block(Long file, long at) throws StorageException {
        String sql = "select data from block where entry=? and at=?";
        return database.first(row -> row.getBytes(1), sql, file, at).orElse(new byte[BLOCK]);
    }

    @Override
    protected void write(Long file, ByteBuffer from, long position) throws StorageException {
        long end = Math.max(position + from.remaining(), attributes(file).size());
        for (long at = position; from.hasRemaining(); ) {
            byte[] block = block(file, at / BLOCK);
            int count = (int) Math.min(from.remaining(), BLOCK - at % BLOCK);
            from.get(block, (int) (at % BLOCK), count);
            database.update("merge into block values(?,?,?)", file, at / BLOCK, block);
            at += count;
        }
        database.update("update entry set size=?, modified=now(9) where id=?", end, file);
    }

    @Override
    protected void resize(Long file, long size) throws StorageException {
        database.update("delete from block where entry=? and at>=?", file, (size + BLOCK - 1) / BLOCK);
        if (size % BLOCK > 0) { // what is behind the end is zeros
            byte[] last = Arrays.copyOf(block(file, size / BLOCK), (int) (size % BLOCK));
            database.update("merge into block values(?,?,?)", file, size / BLOCK, Arrays.copyOf(last, BLOCK));
        }
        database.update("update entry set size=?, modified=now(9) where id=?", size, file);
    }

    @Override
    protected Long make(Long folder, String name, Kind kind) throws StorageException {
        return database.insert("insert into entry(parent, name, folder, size, modified) values(?,?,?,0,now(9))",
                folder, name, kind == Kind.DIRECTORY);
    }

    @Override
    protected Long makeUnnamed() throws StorageException {
        return make(null, null, Kind.FILE);
    }

    @Override
    protected void publish(Long upload, Long folder, String name) throws StorageException {
        database.update("update entry set parent=?, name=? where id=?", folder, name, upload);
    }

    @Override
    protected void drop(Long upload) throws StorageException {
        database.update("delete from block where entry=?", upload);
        database.update("delete from entry where id=?", upload);
    }

    @Override
    protected void rename(Long entry, Long folder, String name) throws StorageException {
        path(entry).orElseThrow(VersionedStorage::gone);
        database.update("update entry set parent=?, name=? where id=?", folder, name, entry);
    }

    @Override
    protected void remove(Long entry) throws StorageException {
        database.update("update entry set parent=null, name=null, was=? where id=?",
                path(entry).orElseThrow(VersionedStorage::gone), entry);
    }

    @Override
    protected void changing(Long file) throws StorageException {
        Optional<String> was = path(file);
        if (was.isEmpty()) {
            return; // a version itself
        }
        long version = database.insert("insert into entry(folder, size, modified, was)"
                + " select false, size, modified, ? from entry where id=?", was.get(), file);
        database.update("insert into block select ?, at, data from block where entry=?", version, file);
    }

    private Optional<String> path(Long entry) throws StorageException {
        String sql = "with recursive up(parent, path) as (select parent, '/' || name from entry where id=? union all"
                + " select e.parent, '/' || e.name || up.path from up join entry e on e.id=up.parent and e.id<>1)"
                + " select path from up where parent=1";
        return database.first(row -> row.getString(1), sql, entry);
    }
}
