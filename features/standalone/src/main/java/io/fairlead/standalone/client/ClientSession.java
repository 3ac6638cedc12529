// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.standalone.Passwords;
import io.fairlead.vfs.ConnectorFileSystemConfigBuilder;
import io.fairlead.vfs.Fairlead;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.RandomAccessContent;
import org.apache.commons.vfs2.auth.StaticUserAuthenticator;
import org.apache.commons.vfs2.impl.DefaultFileSystemConfigBuilder;
import org.apache.commons.vfs2.impl.StandardFileSystemManager;
import org.apache.commons.vfs2.util.RandomAccessMode;

/** One run of a client command: turns arguments into files, and holds the connections until it is closed. */
final class ClientSession implements AutoCloseable {
    /** At least two letters, so that a drive letter stays a path. */
    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]+):.*", Pattern.DOTALL);

    private static final Pattern USER_ONLY = Pattern.compile("[^:]+://([^/:@]+)@([^/]+)(/.*)?", Pattern.DOTALL);

    private final StandardFileSystemManager manager = new StandardFileSystemManager();
    private final ConnectionOptions connection;

    ClientSession(ConnectionOptions connection) throws IOException {
        this.connection = connection;
        manager.init();
        Fairlead.install(manager);
        manager.setBaseFile(new File("").getAbsoluteFile());
    }

    /** Whether an argument is a URL and not a local path. */
    boolean isUrl(String argument) {
        Matcher scheme = SCHEME.matcher(argument);
        return scheme.matches()
                && (argument.contains("://")
                        || manager.hasProvider(scheme.group(1).toLowerCase(Locale.ROOT)));
    }

    /** The file of a URL or a local path; it need not exist. */
    FileObject resolve(String argument) throws IOException {
        if (!isUrl(argument)) {
            return manager.toFileObject(new File(argument).getAbsoluteFile());
        }
        Matcher scheme = SCHEME.matcher(argument);
        if (scheme.matches() && !manager.hasProvider(scheme.group(1).toLowerCase(Locale.ROOT))) {
            throw new IOException("nothing here speaks " + scheme.group(1) + "; known are "
                    + String.join(" ", new TreeSet<>(Arrays.asList(manager.getSchemes()))));
        }
        return manager.resolveFile(argument, options(argument));
    }

    /** @throws IOException if nothing is there, or nothing can be listed there */
    FileObject existingTree(String argument) throws IOException {
        require(resolve(argument), Capability.LIST_CHILDREN, "list folders");
        return existingItself(argument);
    }

    /**
     * Refuses what can't be done there before anything is asked or changed.
     *
     * @param what it is that needs the capability, as in "can't list folders"
     */
    static void require(FileObject file, Capability capability, String what) throws IOException {
        if (!file.getFileSystem().hasCapability(capability)) {
            String protocol = file.getName().getScheme().toUpperCase(Locale.ROOT);
            throw new IOException(Names.shown(file) + ": " + protocol + " can't " + what);
        }
    }

    /** @throws IOException if nothing is there */
    FileObject existing(String argument) throws IOException {
        FileObject file = resolve(argument);
        if (!file.exists()) {
            throw new IOException(Names.shown(file) + ": no such file or folder");
        }
        return file;
    }

    /**
     * As {@link #existing}, but a link that leads nowhere is something.
     *
     * @throws IOException if nothing is there
     */
    FileObject existingItself(String argument) throws IOException {
        FileObject file = resolve(argument);
        return SymbolicLinks.isThere(file) ? file : existing(argument);
    }

    /** @throws IOException if nothing is there, or a folder */
    FileObject existingFile(String argument) throws IOException {
        FileObject file = existing(argument);
        if (file.isFolder()) {
            throw new IOException(Names.shown(file) + " is a folder");
        }
        return file;
    }

    private FileSystemOptions options(String url) throws IOException {
        FileSystemOptions options = new FileSystemOptions();
        ConnectorFileSystemConfigBuilder builder = ConnectorFileSystemConfigBuilder.getInstance();
        builder.setCertificateSha256(options, connection.tlsFingerprint());
        builder.setSslContext(options, connection.ca() == null ? null : TrustedCertificates.context(connection.ca()));
        Matcher user = USER_ONLY.matcher(url);
        if (user.matches()) {
            Optional<char[]> password = Passwords.known(user.group(1) + "@" + user.group(2));
            if (password.isPresent()) {
                DefaultFileSystemConfigBuilder.getInstance()
                        .setUserAuthenticator(
                                options, new StaticUserAuthenticator(null, user.group(1), new String(password.get())));
            }
        }
        return options;
    }

    /** Opens a file's content from {@code position} on. */
    InputStream read(FileObject file, long position) throws IOException {
        if (position > 0 && file.getFileSystem().hasCapability(Capability.RANDOM_ACCESS_READ)) {
            RandomAccessContent content = file.getContent().getRandomAccessContent(RandomAccessMode.READ);
            content.seek(position);
            return content.getInputStream(); // closing it closes the content
        }
        InputStream in = file.getContent().getInputStream();
        try {
            in.skipNBytes(position);
            return in;
        } catch (EOFException e) {
            in.close();
            throw new IOException(Names.shown(file) + " is shorter than it was", e);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** Breaks the connections of a file system off, with what is under way on them. */
    void cut(FileObject file) {
        manager.closeFileSystem(file.getFileSystem());
    }

    @Override
    public void close() {
        manager.close();
    }
}
