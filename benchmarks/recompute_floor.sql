-- What one would write by hand to compute and keep one month: the household rows and
-- all figures by county, township, village and category, in one statement. The yardstick
-- of bench_recompute.py; it writes tables of the same shape with the same indexes.
WITH people AS (
    SELECT household_id, count(*) AS persons,
           count(*) FILTER (WHERE labour_skill IN ('ordinary', 'skilled', 'weak')) AS labour
      FROM households_member
     WHERE (joined_on IS NULL OR joined_on <= %(last)s)
       AND (left_on IS NULL OR left_on > %(last)s)
       AND (birth_date IS NULL OR birth_date <= %(last)s)
     GROUP BY household_id),
episode AS (
    SELECT DISTINCT ON (household_id) household_id, category,
           coalesce(max(identified_on) FILTER (WHERE resumes_id IS NULL)
               OVER (PARTITION BY household_id ORDER BY identified_on), identified_on)
               AS identified_on,
           CASE WHEN eliminated_on <= %(last)s
                 AND NOT (rolled_back_on IS NOT NULL AND rolled_back_on <= %(last)s
                          AND rolled_back_on >= eliminated_on AND NOT is_resumed)
                THEN eliminated_on END AS eliminated_on
      FROM households_episode e
     WHERE identified_on <= %(last)s
       AND (withdrawn_on IS NULL OR withdrawn_on > %(last)s)
     ORDER BY household_id, e.identified_on DESC),
responsible AS (
    SELECT DISTINCT household_id FROM households_responsibility
     WHERE started_on <= %(last)s AND (ended_on IS NULL OR ended_on >= %(last)s)),
facts AS MATERIALIZED (
    SELECT h.id, h.village_code AS village, h.household_type, h.is_relocated,
           h.is_no_labour, coalesce(e.category, '') AS category, e.identified_on,
           e.eliminated_on, e.household_id IS NOT NULL AS identified,
           e.household_id IS NOT NULL AND e.eliminated_on IS NULL AS open,
           coalesce(e.identified_on >= %(first)s, false) AS is_new,
           coalesce(p.persons, 0) AS persons, coalesce(p.labour, 0) AS labour,
           r.household_id IS NOT NULL AS responsible, v.visited_on,
           h.household_type = 'exited' AS exited,
           h.household_type = 'exited' AND h.is_relocated AS relocated,
           y.net, y.persons AS heads,
           b.net AS net_before, b.persons AS heads_before,
           y.net * b.persons < b.net * y.persons AS fell,
           y.net < %(line)s * y.persons AS below
      FROM households_household h
      LEFT JOIN people p ON p.household_id = h.id
      LEFT JOIN episode e ON e.household_id = h.id
      LEFT JOIN responsible r ON r.household_id = h.id
      LEFT JOIN households_incomestatement y ON y.household_id = h.id
            AND y.period_start = %(from)s AND y.period_end = %(to)s
      LEFT JOIN households_incomestatement b ON b.household_id = h.id
            AND b.period_start = %(from_before)s AND b.period_end = %(to_before)s
      LEFT JOIN households_visit v ON v.household_id = h.id
            AND v.month = %(first)s AND v.voided_at IS NULL
     WHERE h.state = 'active'),
kept AS (
    INSERT INTO floor_rows
           (month, revision, household_id, village_code, household_type, category,
            monitoring_state, identified_on, eliminated_on, is_new, is_relocated,
            is_no_labour, has_responsible, visited_on, persons, labour, income_year,
            net_income, income_persons, net_before, persons_before, income_fell,
            is_below_line)
    SELECT %(first)s, 1, id, village, household_type, category,
           CASE WHEN open THEN 'monitoring' WHEN identified THEN 'eliminated'
                ELSE 'none' END,
           identified_on, eliminated_on, is_new, is_relocated, is_no_labour, responsible,
           visited_on, persons, labour, %(year)s, net, heads, net_before, heads_before,
           fell, below
      FROM facts),
cells AS (
    SELECT village, category,
           count(*) FILTER (WHERE identified) AS h,
           sum(persons) FILTER (WHERE identified) AS p,
           count(*) FILTER (WHERE open) AS oh,
           sum(persons) FILTER (WHERE open) AS op,
           count(*) FILTER (WHERE identified AND NOT open) AS eh,
           sum(persons) FILTER (WHERE identified AND NOT open) AS ep,
           count(*) FILTER (WHERE is_new) AS nh,
           sum(persons) FILTER (WHERE is_new) AS np,
           count(*) FILTER (WHERE open AND visited_on IS NOT NULL) AS vh,
           count(*) FILTER (WHERE open AND responsible) AS rh,
           sum(net) FILTER (WHERE identified) AS mn,
           sum(heads) FILTER (WHERE identified) AS mp,
           sum(net_before) FILTER (WHERE identified) AS mbn,
           sum(heads_before) FILTER (WHERE identified) AS mbp,
           count(*) FILTER (WHERE identified AND net IS NOT NULL) AS mk,
           count(*) FILTER (WHERE identified AND net_before IS NOT NULL) AS mkb,
           sum(net) FILTER (WHERE identified AND net_before IS NOT NULL) AS msn,
           sum(heads) FILTER (WHERE identified AND net_before IS NOT NULL) AS msp,
           sum(net_before) FILTER (WHERE identified AND net IS NOT NULL) AS msbn,
           sum(heads_before) FILTER (WHERE identified AND net IS NOT NULL) AS msbp,
           count(*) FILTER (WHERE identified AND net IS NOT NULL
                                  AND net_before IS NOT NULL) AS ms,
           count(*) FILTER (WHERE exited) AS x,
           sum(net) FILTER (WHERE exited) AS xn,
           sum(heads) FILTER (WHERE exited) AS xp,
           sum(net_before) FILTER (WHERE exited) AS xbn,
           sum(heads_before) FILTER (WHERE exited) AS xbp,
           count(*) FILTER (WHERE exited AND net IS NOT NULL) AS xk,
           count(*) FILTER (WHERE exited AND net_before IS NOT NULL) AS xkb,
           sum(net) FILTER (WHERE exited AND net_before IS NOT NULL) AS xsn,
           sum(heads) FILTER (WHERE exited AND net_before IS NOT NULL) AS xsp,
           sum(net_before) FILTER (WHERE exited AND net IS NOT NULL) AS xsbn,
           sum(heads_before) FILTER (WHERE exited AND net IS NOT NULL) AS xsbp,
           count(*) FILTER (WHERE exited AND net IS NOT NULL
                                  AND net_before IS NOT NULL) AS xs,
           count(*) FILTER (WHERE relocated) AS l,
           sum(net) FILTER (WHERE relocated) AS ln,
           sum(heads) FILTER (WHERE relocated) AS lp,
           sum(net_before) FILTER (WHERE relocated) AS lbn,
           sum(heads_before) FILTER (WHERE relocated) AS lbp,
           count(*) FILTER (WHERE relocated AND net IS NOT NULL) AS lk,
           count(*) FILTER (WHERE relocated AND net_before IS NOT NULL) AS lkb,
           sum(net) FILTER (WHERE relocated AND net_before IS NOT NULL) AS lsn,
           sum(heads) FILTER (WHERE relocated AND net_before IS NOT NULL) AS lsp,
           sum(net_before) FILTER (WHERE relocated AND net IS NOT NULL) AS lsbn,
           sum(heads_before) FILTER (WHERE relocated AND net IS NOT NULL) AS lsbp,
           count(*) FILTER (WHERE relocated AND net IS NOT NULL
                                  AND net_before IS NOT NULL) AS ls,
           count(*) FILTER (WHERE (identified OR exited) AND fell) AS f,
           count(*) FILTER (WHERE (identified OR exited) AND fell IS NOT NULL) AS fw,
           count(*) FILTER (WHERE (identified OR exited) AND below) AS bl,
           count(*) FILTER (WHERE (identified OR exited) AND below IS NOT NULL) AS blw
      FROM facts GROUP BY village, category),
rolled AS (
    SELECT coalesce(village, township, county) AS area_code,
           CASE WHEN grouping(category) = 1 THEN '' ELSE category END AS category,
           sum(h) h, sum(p) p, sum(oh) oh, sum(op) op, sum(eh) eh, sum(ep) ep,
           sum(nh) nh, sum(np) np, sum(vh) vh, sum(rh) rh, sum(mn) mn, sum(mp) mp,
           sum(mbn) mbn, sum(mbp) mbp, sum(mk) mk, sum(mkb) mkb, sum(msn) msn, sum(msp) msp,
           sum(msbn) msbn, sum(msbp) msbp, sum(ms) ms, sum(x) x, sum(xn) xn, sum(xp) xp,
           sum(xbn) xbn, sum(xbp) xbp, sum(xk) xk, sum(xkb) xkb, sum(xsn) xsn, sum(xsp) xsp,
           sum(xsbn) xsbn, sum(xsbp) xsbp, sum(xs) xs, sum(l) l, sum(ln) ln, sum(lp) lp,
           sum(lbn) lbn, sum(lbp) lbp, sum(lk) lk, sum(lkb) lkb, sum(lsn) lsn, sum(lsp) lsp,
           sum(lsbn) lsbn, sum(lsbp) lsbp, sum(ls) ls, sum(f) f, sum(fw) fw, sum(bl) bl,
           sum(blw) blw
      FROM (SELECT left(village, 6) || '000000' AS county,
                   left(village, 9) || '000' AS township, cells.* FROM cells) AS levels
     GROUP BY GROUPING SETS ((county), (county, category), (township),
                             (township, category), (village), (village, category))
    HAVING grouping(category) = 1 OR category <> '')
INSERT INTO floor_figures (month, revision, figure, area_code, category, part, whole,
                           definition_version, computed_at)
SELECT %(first)s, 1, f.figure, area_code, category, coalesce(f.part, 0), f.whole, 1, now()
  FROM rolled CROSS JOIN LATERAL (VALUES
       ('identified-households', h::numeric, NULL::numeric),
       ('identified-persons', p, NULL), ('open-households', oh, NULL),
       ('open-persons', op, NULL), ('eliminated-households', eh, NULL),
       ('eliminated-persons', ep, NULL), ('new-households', nh, NULL),
       ('new-persons', np, NULL), ('elimination-rate-persons', ep, coalesce(p, 0)),
       ('elimination-rate-households', eh, h), ('visit-rate', vh, oh),
       ('responsible-rate', rh, oh), ('income-monitored', mn, coalesce(mp, 0)),
       ('income-monitored-before', mbn, coalesce(mbp, 0)),
       ('income-monitored-known', mk, h),
       ('income-monitored-known-before', mkb, h),
       ('income-monitored-same', msn, coalesce(msp, 0)),
       ('income-monitored-same-before', msbn, coalesce(msbp, 0)),
       ('income-monitored-paired', ms, h), ('income-exited', xn, coalesce(xp, 0)),
       ('income-exited-before', xbn, coalesce(xbp, 0)), ('income-exited-known', xk, x),
       ('income-exited-known-before', xkb, x),
       ('income-exited-same', xsn, coalesce(xsp, 0)),
       ('income-exited-same-before', xsbn, coalesce(xsbp, 0)),
       ('income-exited-paired', xs, x), ('income-relocated', ln, coalesce(lp, 0)),
       ('income-relocated-before', lbn, coalesce(lbp, 0)),
       ('income-relocated-known', lk, l), ('income-relocated-known-before', lkb, l),
       ('income-relocated-same', lsn, coalesce(lsp, 0)),
       ('income-relocated-same-before', lsbn, coalesce(lsbp, 0)),
       ('income-relocated-paired', ls, l), ('income-falling', f, fw),
       ('income-below-line', bl, blw)) AS f (figure, part, whole)
