// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.vfs2.FileObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sha256 URL...}. */
@Command(name = "sha256", description = "Prints SHA-256 checksums in the manner of sha256sum.")
public final class ChecksumCommand extends ClientCommand {
    private static final int BUFFER_BYTES = 256 * 1024;

    @Parameters(arity = "1..*", paramLabel = "URL", description = "The files to read.")
    private List<String> urls;

    @Option(names = "--json", description = "Print one JSON object a line: name, sha256.")
    private boolean json;

    @Override
    void run(ClientSession session) throws IOException {
        for (String url : urls) {
            FileObject file = session.existingFile(url);
            try (Progress progress = progress(file.getContent().getSize())) {
                progress.file(Names.base(file));
                String sum = sum(session, file, progress);
                progress.close();
                String name = Names.mask(url);
                print(json ? new Json().with("name", name).with("sha256", sum).line() : sum + "  " + name);
            }
        }
    }

    private static String sum(ClientSession session, FileObject file, Progress progress) throws IOException {
        try (InputStream in = session.read(file, 0)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER_BYTES];
            int count;
            while ((count = in.read(buffer)) >= 0) {
                digest.update(buffer, 0, count);
                progress.add(count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
