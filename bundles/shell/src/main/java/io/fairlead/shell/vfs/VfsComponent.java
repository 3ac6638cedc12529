// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.vfs;

import io.fairlead.api.text.Masked;
import io.fairlead.shell.VfsOperations;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.vfs2.FileContent;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemManager;
import org.apache.commons.vfs2.FileType;
import org.apache.commons.vfs2.Selectors;
import org.apache.commons.vfs2.provider.UriParser;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The operations on files, over the manager that all users of this framework share. */
@Component(service = VfsOperations.class)
public final class VfsComponent implements VfsOperations {
    private final FileSystemManager manager;

    @Activate
    public VfsComponent(@Reference FileSystemManager manager) {
        this.manager = manager;
    }

    @Override
    public List<String> schemes() {
        return Arrays.stream(manager.getSchemes())
                .map(scheme -> scheme + ":")
                .sorted()
                .toList();
    }

    @Override
    public String list(String url) throws IOException {
        try (FileObject file = existing(url)) {
            if (isLink(file) || !file.isFolder()) {
                return line(file, Masked.of(file.getName().getBaseName()));
            }
            FileObject[] children = file.getChildren();
            Arrays.sort(children, Comparator.comparing(FileObject::getName));
            StringBuilder lines = new StringBuilder();
            for (FileObject child : children) {
                lines.append(line(child, Masked.of(child.getName().getBaseName())));
            }
            return lines.toString();
        } catch (FileSystemException e) {
            throw told(e);
        }
    }

    private static String line(FileObject file, String name) throws IOException {
        String type = type(file);
        boolean content = type.equals("file");
        return String.format(
                Locale.ROOT,
                "%-6s %15s  %-20s  %s%n",
                type,
                content ? file.getContent().getSize() : "-",
                modified(file),
                name);
    }

    @Override
    public String describe(String url) throws IOException {
        try (FileObject file = existing(url)) {
            String type = type(file);
            StringBuilder text = new StringBuilder();
            text.append("url       ").append(shown(file)).append('\n');
            text.append("type      ").append(type).append('\n');
            if (type.equals("file")) {
                text.append("size      ").append(file.getContent().getSize()).append(" bytes\n");
            }
            text.append("modified  ").append(modified(file)).append('\n');
            text.append("writable  ").append(file.isWriteable() ? "yes" : "no").append('\n');
            return text.toString();
        } catch (FileSystemException e) {
            throw told(e);
        }
    }

    @Override
    public void read(String url, OutputStream sink) throws IOException {
        try (FileObject file = existing(url)) {
            if (file.isFolder()) {
                throw new IOException(shown(file) + " is a folder");
            }
            try (FileContent content = file.getContent()) {
                content.write(sink);
            }
        } catch (FileSystemException e) {
            throw told(e);
        }
    }

    @Override
    public String copy(String from, String to) throws IOException {
        try (FileObject source = existing(from);
                FileObject given = resolve(to)) {
            if (source.isFolder()) {
                throw new IOException(shown(source) + " is a folder; only files are copied");
            }
            FileObject target =
                    given.isFolder() ? given.resolveFile(source.getName().getBaseName()) : given;
            if (target.equals(source)) {
                throw new IOException(shown(source) + " can't be copied to itself");
            }
            target.copyFrom(source, Selectors.SELECT_SELF);
            return shown(target) + ": " + target.getContent().getSize() + " bytes\n";
        } catch (FileSystemException e) {
            throw told(e);
        }
    }

    @Override
    public String delete(String url) throws IOException {
        try (FileObject file = resolve(url)) {
            if (!isLink(file)) {
                wanted(file);
                if (file.isFolder() && file.getChildren().length > 0) {
                    throw new IOException(shown(file) + " is a folder that is not empty");
                }
            }
            if (isLocal(file)) {
                Files.delete(path(file));
                file.refresh();
            } else if (!file.delete()) {
                throw new IOException(shown(file) + " could not be deleted");
            }
            return shown(file) + " is deleted\n";
        } catch (FileSystemException e) {
            throw told(e);
        }
    }

    private FileObject resolve(String url) throws FileSystemException {
        if (UriParser.extractScheme(manager.getSchemes(), url) == null) {
            String masked = Masked.of(url.contains("@") ? url.replaceAll("//[^@]*@", "//***@") : url);
            throw new IllegalArgumentException(
                    masked + " begins with no scheme that is known here; there is " + String.join(" ", schemes()));
        }
        return manager.resolveFile(url);
    }

    private FileObject existing(String url) throws IOException {
        return wanted(resolve(url));
    }

    private static FileObject wanted(FileObject file) throws IOException {
        if (!file.exists() && !isLink(file)) {
            throw new IOException("there is no " + shown(file));
        }
        return file;
    }

    private static boolean isLocal(FileObject file) {
        return file.getName().getScheme().equals("file");
    }

    /** Of local files the platform tells: Commons VFS takes a link for what it leads to. */
    private static boolean isLink(FileObject file) throws FileSystemException {
        return isLocal(file) ? Files.isSymbolicLink(path(file)) : file.isSymbolicLink();
    }

    private static Path path(FileObject file) {
        return file.getPath();
    }

    private static String type(FileObject file) throws FileSystemException {
        if (isLink(file)) {
            return "link";
        }
        return file.getType() == FileType.FOLDER ? "folder" : "file";
    }

    private static String modified(FileObject file) {
        try {
            return Instant.ofEpochMilli(file.getContent().getLastModifiedTime())
                    .truncatedTo(ChronoUnit.SECONDS)
                    .toString();
        } catch (FileSystemException e) {
            return "-"; // not every protocol tells it
        }
    }

    /** Without a password. */
    private static String shown(FileObject file) {
        return Masked.of(file.getName().getFriendlyURI());
    }

    /** Its message and those of its causes, as the cause alone says what a server answered. */
    private static IOException told(FileSystemException e) {
        String message = Stream.iterate((Throwable) e, fault -> fault != null, Throwable::getCause)
                .limit(4)
                .map(Throwable::getMessage)
                .filter(text -> text != null && !text.isBlank())
                .map(Masked::of)
                .distinct()
                .collect(Collectors.joining(": "));
        return new IOException(message, e);
    }
}
