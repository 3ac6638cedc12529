// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.storage.Attributes;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemManager;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.provider.AbstractFileObject;
import org.apache.commons.vfs2.util.FileObjectUtils;

/** Puts Fairlead's clients into a Commons VFS manager, in plain Java. */
public final class Fairlead {
    private static final List<Client> CLIENTS =
            List.of(new Client(FtpFileProvider::new, "ftp", "ftps"), new Client(TftpFileProvider::new, "tftp"));

    private record Client(Supplier<ConnectorFileProvider> provider, String... schemes) {}

    private Fairlead() {}

    /**
     * Makes {@code ftp}, {@code ftps} and {@code tftp} ours, as far as their clients are on the class path, in the place of
     * the providers of Commons VFS if commons-net brought them.
     *
     * @param manager for instance {@code VFS.getManager()}; not the service of an OSGi framework, which has ours already
     * @throws FileSystemException if the manager takes no providers, or refuses one
     * @throws IllegalStateException if there is no client of ours on the class path
     */
    public static void install(FileSystemManager manager) throws FileSystemException {
        if (!(manager instanceof DefaultFileSystemManager target)) {
            throw new ConnectorFileException(
                    "a DefaultFileSystemManager is needed, not a "
                            + manager.getClass().getName(),
                    null);
        }
        boolean some = false;
        for (Client client : CLIENTS) {
            if (Connectors.known(client.schemes()[0], Fairlead.class.getClassLoader())
                    .isPresent()) {
                install(client, target);
                some = true;
            }
        }
        if (!some) {
            throw new IllegalStateException(
                    "no client on the class path; are fairlead-ftp.jar or fairlead-tftp.jar there?");
        }
    }

    private static void install(Client client, DefaultFileSystemManager target) throws FileSystemException {
        ConnectorFileProvider provider = client.provider().get();
        for (String scheme : client.schemes()) {
            target.removeProvider(scheme);
        }
        target.addProvider(client.schemes(), provider);
    }

    /**
     * The text of a symbolic link, as the server shows it: relative to the link's folder, or absolute.
     *
     * @return empty if the file is no link, is of another provider, or its server does not tell where the link leads
     */
    public static Optional<String> linkTarget(FileObject file) throws FileSystemException {
        AbstractFileObject<?> known = FileObjectUtils.getAbstractFileObject(file);
        return known instanceof ConnectorFileObject ours ? ours.link().flatMap(Attributes::target) : Optional.empty();
    }

    /**
     * Tells how many bytes will be written next to a file of ours, before its output stream is opened. Nothing but a hint,
     * for protocols that tell the server (TFTP's {@code tsize}); files of other providers don't mind.
     * {@link FileObject#copyFrom} does it by itself.
     */
    public static void announceSize(FileObject file, long bytes) throws FileSystemException {
        AbstractFileObject<?> known = FileObjectUtils.getAbstractFileObject(file);
        if (known instanceof ConnectorFileObject ours) {
            ours.announce(bytes);
        }
    }
}
