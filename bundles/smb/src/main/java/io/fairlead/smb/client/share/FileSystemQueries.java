// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.share;

import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.StorageException;
import io.fairlead.net.WireReader;
import io.fairlead.smb.client.open.HandleRequest;
import io.fairlead.smb.client.open.RemoteHandle;
import io.fairlead.smb.client.open.ShareFiles;
import io.fairlead.smb.client.open.Wanted;
import io.fairlead.smb.client.terms.Failures;
import io.fairlead.smb.fscc.FileSystemInformation;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.InfoType;
import io.fairlead.smb.protocol.OutputResponse;
import io.fairlead.smb.protocol.QueryInfoRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a share tells of its file system, [MS-FSCC] 2.5: FileFsFullSizeInformation and FileFsAttributeInformation. */
public final class FileSystemQueries {
    private static final int BYTES = 32;
    private static final int ATTRIBUTE_BYTES = 1024;

    private FileSystemQueries() {}

    /**
     * FileSystemAttributes.
     *
     * @throws IOException if it can't be asked
     */
    public static int attributes(ShareFiles files) throws IOException {
        byte[] output = ask(files, FileSystemInformation.ATTRIBUTE, ATTRIBUTE_BYTES);
        return (int) new WireReader(ByteBuffer.wrap(output), ByteOrder.LITTLE_ENDIAN).u32();
    }

    private static byte[] ask(ShareFiles files, int informationClass, int bytes) throws IOException {
        RemoteHandle root = files.open(Wanted.look("", Links.FOLLOW));
        try {
            HandleRequest request = HandleRequest.repeatable(
                    Command.QUERY_INFO,
                    bytes,
                    id -> new QueryInfoRequest(InfoType.FILESYSTEM, informationClass, bytes, 0, 0, id, new byte[0]));
            return OutputResponse.decode(root.succeed(request).body()).output();
        } finally {
            root.close();
        }
    }

    /**
     * How much this user may still use where a place is.
     *
     * @throws StorageException if the share can't be asked
     */
    public static Space space(Place place) throws StorageException {
        if (place.isServer()) {
            return Space.UNKNOWN;
        }
        try {
            byte[] output = ask(place.files(), FileSystemInformation.FULL_SIZE, BYTES);
            WireReader in = new WireReader(ByteBuffer.wrap(output), ByteOrder.LITTLE_ENDIAN);
            long total = in.u64();
            long free = in.u64();
            in.skip(8);
            long unit = in.u32() * in.u32();
            long totalBytes = bytes(total, unit);
            return new Space(totalBytes, Math.min(totalBytes, bytes(free, unit)));
        } catch (IOException e) {
            throw Failures.of(e, place.text());
        }
    }

    private static long bytes(long units, long unit) {
        return units < 0 || unit > 0 && units > Long.MAX_VALUE / unit ? Long.MAX_VALUE : units * unit;
    }
}
