// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.vfs.FtpConfigBuilder;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileNotFoundException;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.RandomAccessContent;
import org.apache.commons.vfs2.util.RandomAccessMode;

/** One run of a client command: turns arguments into files, and holds the connections until it is closed. */
final class ClientSession implements AutoCloseable {
    /** At least two letters, so that a drive letter stays a path. */
    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]+):.*", Pattern.DOTALL);

    /** Schemes whose URLs begin with a host. */
    private static final Set<String> OF_HOSTS =
            Set.of("ftp", "ftps", "tftp", "smb", "sftp", "http", "https", "http4", "http4s", "http5", "http5s", "hdfs");

    /** RFC 1738 3.2.2: an FTP path begins where the login leads to; with an encoded slash, at the server's root. */
    private static final Pattern OF_ROOT = Pattern.compile("(ftps?://[^/]*/)%2[fF]/?(.*)", Pattern.DOTALL);

    private final Managers managers = new Managers();
    private final UrlOptions options;
    private final Retries retries;
    private final Map<String, FileObject> chosen = new HashMap<>(); // by wildcards, under their URLs

    /** @param retries of what is asked of servers here; opening and reading are the caller's */
    ClientSession(ConnectionOptions connection, Retries retries) throws IOException {
        this.options = new UrlOptions(connection);
        this.retries = retries;
    }

    /** Whether an argument is a URL and not a local path. */
    boolean isUrl(String argument) throws IOException {
        Matcher scheme = SCHEME.matcher(argument);
        return options.sites().begins(argument)
                || scheme.matches()
                        && (argument.contains("://")
                                || managers.speaks(scheme.group(1).toLowerCase(Locale.ROOT)));
    }

    /**
     * What a command is to work on: in the place of a URL whose last name has wildcards, what they choose. For
     * {@link #resolve} and whatever builds on it, here.
     *
     * @param failed is told of those that choose nothing
     */
    List<String> expanded(List<String> arguments, Consumer<String> failed) throws IOException {
        return expanded(arguments, failed, true);
    }

    /** As the other one; but {@code some} says whether it is a failure to choose nothing. */
    List<String> expanded(List<String> arguments, Consumer<String> failed, boolean some) throws IOException {
        Attempts attempts = new Attempts(failed);
        List<String> expanded = new ArrayList<>();
        for (String argument : arguments) {
            Optional<Wildcards> wildcards =
                    isUrl(argument) ? Wildcards.of(options.sites().expand(argument)) : Optional.empty();
            if (wildcards.isEmpty() || Names.isByNameOnly(resolve(argument))) {
                expanded.add(argument);
            } else {
                attempts.at(() -> {
                    FileObject named = resolve(argument);
                    List<FileObject> entries = new Folders(retries, failed).sorted(named.getParent());
                    List<FileObject> found = wildcards.get().choose(entries);
                    if (found.isEmpty() && some) {
                        throw new IOException(Names.shown(named) + ": no file or folder has such a name");
                    }
                    for (FileObject entry : found) {
                        String url = entry.getName().getURI();
                        chosen.put(url, entry);
                        expanded.add(url);
                    }
                });
            }
        }
        return expanded;
    }

    /**
     * The file of a URL or a local path; it need not exist.
     *
     * @throws IOException if it is a URL that nothing here speaks, or that names no host where one is needed
     */
    FileObject resolve(String argument) throws IOException {
        if (chosen.containsKey(argument)) {
            return chosen.get(argument);
        }
        if (!isUrl(argument)) {
            return managers.local().toFileObject(new File(argument).getAbsoluteFile());
        }
        List<String> schemes = new ArrayList<>();
        String url = canonical(options.sites().expand(argument), schemes);
        FileSystemOptions chosen = options.of(url);
        Matcher ofRoot = OF_ROOT.matcher(url);
        if (ofRoot.matches()) {
            FtpConfigBuilder.getInstance().setUserDirIsRoot(chosen, false);
            url = ofRoot.group(1) + ofRoot.group(2);
        }
        return managers.of(schemes).resolveFile(url, chosen);
    }

    /**
     * With its schemes in lower case, RFC 3986 3.1, which are added to {@code schemes}: Commons VFS knows no others, and
     * takes such a URL for a local name.
     */
    private String canonical(String url, List<String> schemes) throws IOException {
        StringBuilder canonical = new StringBuilder();
        String rest = url;
        for (Matcher scheme = SCHEME.matcher(rest); scheme.matches(); scheme = SCHEME.matcher(rest)) {
            String name = scheme.group(1).toLowerCase(Locale.ROOT);
            if (!managers.speaks(name)) {
                if (!canonical.isEmpty()) {
                    break; // a name with a colon inside an archive's URL
                }
                throw new IOException("nothing here speaks " + scheme.group(1) + "; known are "
                        + String.join(" ", managers.schemes()));
            }
            rest = rest.substring(name.length() + 1);
            if (OF_HOSTS.contains(name) && !rest.startsWith("//")) {
                throw new IOException(Names.mask(url) + " names no host; expected " + name + "://HOST/PATH");
            }
            canonical.append(name).append(':');
            schemes.add(name);
        }
        return canonical + rest;
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
        if (!retries.call(attempt -> file.exists())) {
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
        return retries.call(attempt -> SymbolicLinks.isThere(file)) ? file : existing(argument);
    }

    /**
     * As {@link #existing}; but where reading it shows whether a file is there, nobody is asked before.
     *
     * @throws IOException if nothing is there
     */
    FileObject toRead(String argument) throws IOException {
        FileObject file = resolve(argument);
        return Names.isByNameOnly(file) && file.getName().getParent() != null ? file : existing(argument);
    }

    /** @throws IOException if nothing is there, or a folder */
    FileObject existingFile(String argument) throws IOException {
        FileObject file = toRead(argument);
        if (file.isFolder()) {
            throw new IOException(Names.shown(file) + " is a folder");
        }
        return file;
    }

    /** Opens a file's content from {@code position} on. */
    InputStream read(FileObject file, long position) throws IOException {
        if (position > 0 && file.getFileSystem().hasCapability(Capability.RANDOM_ACCESS_READ)) {
            RandomAccessContent content = file.getContent().getRandomAccessContent(RandomAccessMode.READ);
            content.seek(position);
            return content.getInputStream(); // closing it closes the content
        }
        InputStream in = open(file);
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

    private static InputStream open(FileObject file) throws IOException {
        try {
            return file.getContent().getInputStream();
        } catch (FileNotFoundException e) {
            throw new IOException(Names.shown(file) + ": no such file or folder", e);
        }
    }

    /** Breaks the connections of a file system off, with what is under way on them. */
    void cut(FileObject file) {
        file.getFileSystem().getFileSystemManager().closeFileSystem(file.getFileSystem());
    }

    @Override
    public void close() {
        managers.close();
    }
}
