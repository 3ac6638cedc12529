// SPDX-License-Identifier: Apache-2.0
package io.fairlead.howto;

import io.fairlead.vfs.Fairlead;
import io.fairlead.vfs.FileWatch;
import io.fairlead.vfs.SmbConfigBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.apache.commons.vfs2.FileChangeEvent;
import org.apache.commons.vfs2.FileListener;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemManager;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.auth.StaticUserAuthenticator;
import org.apache.commons.vfs2.impl.DefaultFileSystemConfigBuilder;

/** A folder on an SMB share: puts files there, and tells of what others put there. */
public final class ShareInbox {
    private final FileObject folder;

    /**
     * In plain Java {@code VFS.getManager()} is the manager, with fairlead-api, fairlead-net, fairlead-vfs and fairlead-smb on
     * the class path.
     *
     * @param url such as {@code smb://server/share/inbox}
     */
    public ShareInbox(FileSystemManager manager, String url, String user, String password) throws IOException {
        FileSystemOptions options = new FileSystemOptions();
        DefaultFileSystemConfigBuilder.getInstance()
                .setUserAuthenticator(options, new StaticUserAuthenticator(null, user, password));
        SmbConfigBuilder.getInstance().setEncryptionRequired(options, true);
        folder = manager.resolveFile(url, options);
        folder.createFolder();
    }

    /** The file appears when it is whole, or not at all. */
    public void put(String name, byte[] content) throws IOException {
        try (OutputStream out = folder.resolveFile(name).getContent().getOutputStream()) {
            out.write(content);
        }
    }

    /** Names of what comes, until the watch is closed. The server tells; nothing is polled. */
    public FileWatch arrivals(Consumer<String> listener) throws IOException {
        return Fairlead.watch(folder, false, new FileListener() {
            @Override
            public void fileCreated(FileChangeEvent event) {
                listener.accept(event.getFileObject().getName().getBaseName());
            }

            @Override
            public void fileDeleted(FileChangeEvent event) {}

            @Override
            public void fileChanged(FileChangeEvent event) {}
        });
    }
}
