// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder a server lives in: {@code etc/} (configuration), {@code bundles/} (dropped in by people), {@code files/},
 * {@code tls/}, {@code log/} and {@code cache/}. Locked while it is open.
 */
public final class Home implements AutoCloseable {
    /** Who says what is in {@code etc/}. */
    public enum Kind {
        /** Named by {@code --home}: its configuration belongs to people. */
        OWNED,
        /** {@code ~/.fairlead}: its configuration is made anew at each start. */
        DEFAULT,
        /** As {@link #DEFAULT}, while another server has that one locked; deleted at the end. */
        TEMPORARY
    }

    /** Name of the folder that is served unless another is named. */
    static final String FILES = "files";

    private final Path root;
    private final Path lasting;
    private final Kind kind;
    private final HomeLock lock;

    private Home(Path root, Path lasting, Kind kind, HomeLock lock) {
        this.root = root;
        this.lasting = lasting;
        this.kind = kind;
        this.lock = lock;
    }

    /**
     * Opens the home named by {@code --home}, made if missing.
     *
     * @throws StartFailure if another server has it
     */
    static Home owned(Path folder) throws StartFailure {
        Path root = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root, Permissions.newFolder());
            Permissions.requirePrivatePlace(root);
            Optional<HomeLock> lock = HomeLock.tryLock(root);
            if (lock.isEmpty()) {
                throw new StartFailure(
                        "home " + root + " is used by " + HomeLock.holder(root) + "; choose another --home");
            }
            return new Home(root, root, Kind.OWNED, lock.get()).withFolders();
        } catch (IOException e) {
            throw new StartFailure("home " + root + " can't be used: " + Messages.of(e), e);
        }
    }

    /** Opens {@code folder} ({@code ~/.fairlead}), or a temporary home beside it while another server has that. */
    static Home standard(Path folder) throws StartFailure {
        Path root = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root, Permissions.newFolder());
            Optional<HomeLock> lock = HomeLock.tryLock(root);
            if (lock.isPresent()) {
                return new Home(root, root, Kind.DEFAULT, lock.get()).withFolders();
            }
            Path temporary = Files.createTempDirectory("fairlead-");
            return new Home(
                            temporary,
                            root,
                            Kind.TEMPORARY,
                            HomeLock.tryLock(temporary).orElseThrow())
                    .withFolders();
        } catch (IOException e) {
            throw new StartFailure("home " + root + " can't be used: " + Messages.of(e) + "; name one with --home", e);
        }
    }

    private Home withFolders() throws IOException {
        for (Path folder : List.of(etc(), bundles(), files(), tls(), log(), cache(), systemCache())) {
            Files.createDirectories(folder, Permissions.newFolder());
        }
        return this;
    }

    public Kind kind() {
        return kind;
    }

    /** The folder itself, absolute. */
    public Path root() {
        return root;
    }

    /** The folder whose {@link #files}, {@link #tls} and {@link #systemCache} are used: the root, unless temporary. */
    Path lasting() {
        return lasting;
    }

    /** Configuration files, watched. */
    public Path etc() {
        return root.resolve("etc");
    }

    /** Bundles dropped in; watched only where asked for. */
    public Path bundles() {
        return root.resolve("bundles");
    }

    /** What is served unless a folder is named; it outlives a temporary home. */
    public Path files() {
        return lasting.resolve(FILES);
    }

    /** The generated certificate; it outlives a temporary home. */
    public Path tls() {
        return lasting.resolve("tls");
    }

    public Path log() {
        return root.resolve("log");
    }

    /** The framework's own files, emptied at each start. */
    public Path cache() {
        return root.resolve("cache");
    }

    /** Where the bundles of the jar are unpacked; shared by all servers of this user without {@code --home}. */
    Path systemCache() {
        return lasting.resolve("cache").resolve("system");
    }

    /** The text file of accounts. */
    public Path users() {
        return etc().resolve("users");
    }

    /** Unlocks the home, and deletes a temporary one. */
    @Override
    public void close() throws IOException {
        lock.close();
        if (kind == Kind.TEMPORARY) {
            deleteTree(root);
        }
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(path);
            }
        }
    }
}
