// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Uploads to a file that is protected from writing from the start, or while the upload goes on; tells how it ended. */
final class ProtectedFile {
    private ProtectedFile() {}

    /** Arguments: the root, the file's name, and its permissions at the start and before the upload ends. */
    public static void main(String[] arguments) throws IOException {
        System.out.println(upload(Path.of(arguments[0]), arguments[1], arguments[2], arguments[3]));
    }

    static String upload(Path root, String name, String before, String meanwhile) throws IOException {
        Path file = root.resolve(name);
        Files.writeString(file, "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(before));
        try (Fixture fixture = Fixture.open(root)) {
            Node upload = fixture.volume().open(VPath.of("/" + name), Open.replace());
            upload.write(ByteBuffer.wrap(new byte[] {'n', 'e', 'w'}), 0);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(meanwhile));
            upload.close();
            return "replaced";
        } catch (StorageException e) {
            return e.reason().toString();
        }
    }
}
