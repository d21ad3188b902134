package io.guestfs.internal.call;

import io.guestfs.structs.XfsInfo;
import java.util.LinkedHashMap;
import java.util.Map;

/** The record of an older daemon about an XFS as the map of a newer one. What the older one does not know is left out. */
final class XfsGeometry {

    private static final long UNKNOWN_32 = 0xFFFFFFFFL;
    private static final long UNKNOWN_64 = -1;
    private static final String BLOCKS = " blks";

    private final Map<String, String> map = new LinkedHashMap<>();

    private XfsGeometry() {}

    static Map<String, String> asMap(XfsInfo info) {
        XfsGeometry geometry = new XfsGeometry();
        geometry.data(info);
        geometry.logAndRealtime(info);
        return geometry.map;
    }

    private void data(XfsInfo info) {
        text("meta-data", info.xfsMntpoint());
        number("meta-data.isize", info.xfsInodesize(), "");
        number("meta-data.agcount", info.xfsAgcount(), "");
        number("meta-data.agsize", info.xfsAgsize(), BLOCKS);
        number("meta-data.sectsz", info.xfsSectsize(), "");
        number("meta-data.attr", info.xfsAttr(), "");
        number("data.bsize", info.xfsBlocksize(), "");
        number("data.blocks", info.xfsDatablocks(), "");
        number("data.imaxpct", info.xfsImaxpct(), "");
        number("data.sunit", info.xfsSunit(), "");
        number("data.swidth", info.xfsSwidth(), BLOCKS);
        if (known(info.xfsDirversion())) {
            text("naming", "version " + info.xfsDirversion());
        }
        number("naming.bsize", info.xfsDirblocksize(), "");
        number("naming.ascii-ci", info.xfsCimode(), "");
    }

    private void logAndRealtime(XfsInfo info) {
        text("log", info.xfsLogname());
        number("log.bsize", info.xfsLogblocksize(), "");
        number("log.blocks", info.xfsLogblocks(), "");
        number("log.version", info.xfsLogversion(), "");
        number("log.sectsz", info.xfsLogsectsize(), "");
        number("log.sunit", info.xfsLogsunit(), BLOCKS);
        number("log.lazy-count", info.xfsLazycount(), "");
        text("realtime", info.xfsRtname());
        number("realtime.extsz", info.xfsRtextsize(), "");
        number("realtime.blocks", info.xfsRtblocks(), "");
        number("realtime.rtextents", info.xfsRtextents(), "");
    }

    private static boolean known(long value) {
        return value != UNKNOWN_32 && value != UNKNOWN_64;
    }

    private void number(String key, long value, String unit) {
        if (known(value)) {
            map.put(key, Long.toUnsignedString(value) + unit);
        }
    }

    private void text(String key, String value) {
        if (!value.isEmpty()) {
            map.put(key, value);
        }
    }
}
