-- What one would write by hand to compute and keep one month: the household rows and
-- all figures by county, township, village and category, in one statement. The yardstick
-- of bench_recompute.py; it writes tables of the same shape with the same indexes.
WITH spells AS MATERIALIZED (
    SELECT DISTINCT ON (member_id) member_id, work_area, job_channel,
           coalesce(ended_on >= %(last)s, is_working) AS works
      FROM households_workrecord WHERE started_on <= %(last)s
     ORDER BY member_id, started_on DESC),
posts AS MATERIALIZED (
    SELECT member_id, bool_or(coalesce(ended_on >= %(last)s, true)) AS held
      FROM assistance_publicpost WHERE started_on <= %(last)s GROUP BY member_id),
people AS (
    SELECT household_id, count(*) AS persons, count(*) FILTER (WHERE able) AS labour,
           count(*) FILTER (WHERE force) AS force,
           count(*) FILTER (WHERE force AND will) AS willing,
           count(*) FILTER (WHERE force AND works) AS employed,
           count(*) FILTER (WHERE force AND works AND area = 'township') AS in_township,
           count(*) FILTER (WHERE force AND works AND area = 'county') AS in_county,
           count(*) FILTER (WHERE force AND works AND area = 'province') AS in_province,
           count(*) FILTER (WHERE force AND works AND area = 'outside') AS outside,
           count(*) FILTER (WHERE in_post) AS in_post,
           count(*) FILTER (WHERE in_workshop) AS in_workshop,
           count(*) FILTER (WHERE due_medical) AS to_insure,
           count(*) FILTER (WHERE due_medical AND medical) AS insured,
           count(*) FILTER (WHERE due_pension) AS to_pension,
           count(*) FILTER (WHERE due_pension AND pension) AS pensioned
      FROM (
        SELECT m.household_id, m.labour_skill IN ('ordinary', 'skilled', 'weak') AS able,
               m.labour_skill IN ('ordinary', 'skilled', 'weak')
               AND m.student_status IN ('', 'pre')
               AND (m.birth_date IS NULL
                    OR (m.birth_date <= %(last)s::date - interval '16 years'
                        AND m.birth_date > %(last)s::date - interval '60 years')) AS force,
               l.status IS DISTINCT FROM 'unwilling' AS will,
               coalesce(w.works, false) OR coalesce(p.held, false)
               OR (w.member_id IS NULL AND p.member_id IS NULL
                   AND (m.work_area <> '' OR m.public_post <> '')) AS works,
               CASE WHEN w.works THEN coalesce(nullif(w.work_area, ''), m.work_area)
                    WHEN p.held THEN 'township'
                    ELSE coalesce(nullif(m.work_area, ''), 'township') END AS area,
               coalesce(p.held, false)
               OR (coalesce(w.works, false) AND w.job_channel = 'public_post')
               OR (w.member_id IS NULL AND p.member_id IS NULL
                   AND m.public_post <> '') AS in_post,
               (coalesce(w.works, false) AND w.job_channel = 'workshop')
               OR (w.member_id IS NULL AND p.member_id IS NULL AND m.work_area <> ''
                   AND m.job_channel = 'workshop') AS in_workshop,
               coalesce(i.exemption, '') = '' AS due_medical,
               CASE WHEN i.id IS NULL
                    THEN coalesce(m.medical_resident OR m.medical_employee, false)
                    ELSE coalesce(i.insured_on <= %(last)s, false) OR i.is_receiving
               END AS medical,
               coalesce(j.exemption, '') = '' AND m.student_status IN ('', 'pre')
               AND (m.birth_date IS NULL
                    OR m.birth_date <= %(last)s::date - interval '16 years') AS due_pension,
               CASE WHEN j.id IS NULL
                    THEN coalesce(m.pension_resident OR m.pension_employee, false)
                    ELSE coalesce(j.insured_on <= %(last)s, false) OR j.is_receiving
               END AS pension
          FROM households_member m
          LEFT JOIN spells w ON w.member_id = m.id
          LEFT JOIN posts p ON p.member_id = m.id
          LEFT JOIN assistance_labourentry l ON l.member_id = m.id
          LEFT JOIN assistance_insurance i ON i.member_id = m.id
                AND i.kind = 'medical' AND i.year = %(calendar_year)s
          LEFT JOIN assistance_insurance j ON j.member_id = m.id
                AND j.kind = 'pension' AND j.year = %(calendar_year)s
         WHERE (m.joined_on IS NULL OR m.joined_on <= %(last)s)
           AND (m.left_on IS NULL OR m.left_on > %(last)s)
           AND (m.birth_date IS NULL OR m.birth_date <= %(last)s) OFFSET 0) each
     GROUP BY household_id),
episode AS (
    SELECT DISTINCT ON (household_id) household_id, category, measures,
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
helped AS (
    SELECT a.household_id, count(*) AS measures,
           count(*) FILTER (WHERE k.counts_as_development) AS development,
           bool_or(k.category IN ('industry', 'employment', 'finance', 'public_post'))
               AS tells, min(a.started_on) AS first_on
      FROM assistance_measure a JOIN assistance_measurekind k ON k.id = a.kind_id
      LEFT JOIN episode e ON e.household_id = a.household_id
     WHERE a.started_on <= %(last)s AND a.state <> 'planned'
       AND (a.ended_on IS NULL OR e.household_id IS NULL OR a.ended_on >= e.identified_on)
       AND (a.state <> 'stopped' OR a.ended_on > %(last)s)
     GROUP BY a.household_id),
due AS (
    SELECT household_id, member_id, 'w' AS kind, due_amount,
           CASE WHEN w.paid_on <= %(day)s THEN w.paid_amount ELSE 0 END AS paid,
           (w.month + interval '1 month')::date + 30 AS late_on
      FROM assistance_postwage w JOIN assistance_publicpost p ON p.id = w.post_id
     WHERE (w.month + interval '1 month')::date - 1 <= %(day)s OR w.paid_on <= %(day)s
    UNION ALL
    SELECT household_id, member_id, 'w', monthly_wage, 0,
           (m.month + interval '1 month')::date + 30
      FROM assistance_publicpost p CROSS JOIN LATERAL (
           SELECT month::date FROM generate_series(
               date_trunc('month', greatest(p.started_on, (date_trunc('month',
                   %(day)s::timestamp) - interval '12 months')::date)::timestamp),
               least((date_trunc('month', (%(day)s::date + 1)::timestamp)
                   - interval '1 month')::date, p.ended_on - 1)::timestamp,
               '1 month') AS month) m
     WHERE NOT EXISTS (SELECT 1 FROM assistance_postwage w
                        WHERE w.post_id = p.id AND w.month = m.month)
    UNION ALL
    SELECT household_id, member_id, 's', due_amount,
           CASE WHEN paid_on <= %(day)s THEN paid_amount ELSE 0 END,
           coalesce(due_on, approved_on, paid_on) + 31
      FROM assistance_subsidy
     WHERE (coalesce(due_on, approved_on, paid_on) <= %(day)s OR paid_on <= %(day)s)
       AND (returned_on IS NULL OR returned_on > %(day)s)
    UNION ALL
    SELECT household_id, member_id, 'a', monthly_amount,
           CASE WHEN m.is_paid THEN monthly_amount ELSE 0 END,
           (m.month + interval '1 month')::date + 30
      FROM assistance_allowance a CROSS JOIN LATERAL (
           SELECT month::date, coalesce(month <= a.paid_to
                  AND coalesce(a.last_paid_on, %(day)s) <= %(day)s, false) AS is_paid
             FROM generate_series(
               date_trunc('month', greatest(a.started_on, coalesce(a.paid_to,
                   (date_trunc('month', %(day)s::timestamp)
                    - interval '12 months')::date))::timestamp),
               least(greatest((date_trunc('month', (%(day)s::date + 1)::timestamp)
                   - interval '1 month')::date, a.paid_to), a.ended_on - 1)::timestamp,
               '1 month') AS month) m
     WHERE (m.month + interval '1 month')::date - 1 <= %(day)s OR m.is_paid),
owed AS (
    SELECT household_id, count(DISTINCT coalesce(member_id, -household_id)) AS persons,
           sum(due_amount - paid) AS yuan,
           count(DISTINCT member_id) FILTER (WHERE kind = 'w') AS posts,
           sum(due_amount - paid) FILTER (WHERE kind = 'w') AS wages
      FROM due WHERE late_on <= %(day)s AND paid < due_amount GROUP BY household_id),
village AS MATERIALIZED (
    SELECT a.code, coalesce(b.yuan, 0) AS consumption, coalesce(b.n, 0) AS purchases,
           coalesce(p.yuan, 0) AS dividends, coalesce(o.yuan, 0) AS dividends_owed
      FROM accounts_area a
      LEFT JOIN (SELECT village_code, sum(amount) AS yuan, count(*) AS n
                   FROM assistance_consumptionaid
                  WHERE bought_on BETWEEN make_date(%(calendar_year)s, 1, 1) AND %(last)s
                  GROUP BY 1) b ON b.village_code = a.code
      LEFT JOIN (SELECT village_code, sum(paid_amount) AS yuan FROM assistance_dividend
                  WHERE paid_on > %(last)s::date - interval '1 year'
                    AND paid_on <= %(last)s GROUP BY 1) p ON p.village_code = a.code
      LEFT JOIN (SELECT village_code,
                        sum(total_amount - CASE WHEN paid_on <= %(day)s
                                                THEN paid_amount ELSE 0 END) AS yuan
                   FROM assistance_dividend
                  WHERE due_on + 31 <= %(day)s
                    AND CASE WHEN paid_on <= %(day)s THEN paid_amount ELSE 0 END
                        < total_amount GROUP BY 1) o ON o.village_code = a.code
     WHERE a.level = 'village'),
kept_villages AS (
    INSERT INTO floor_villages (month, revision, village_code, consumption, purchases,
                                dividends, dividends_owed)
    SELECT %(first)s, 1, * FROM village),
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
           y.net < %(line)s * y.persons AS below,
           coalesce(nullif(t.measures, 0), cardinality(e.measures), 0) AS measures,
           coalesce(nullif(t.development, 0),
                    CASE WHEN t.tells IS NOT TRUE AND e.measures &&
                         '{industry,employment,finance,public_post}'::varchar[] THEN 1 END,
                    0) AS development,
           CASE WHEN e.household_id IS NULL THEN NULL
                WHEN t.first_on <= e.identified_on + %(help_days)s THEN true
                WHEN %(day)s <= e.identified_on + %(help_days)s THEN NULL
                WHEN t.first_on IS NULL AND cardinality(e.measures) > 0 THEN NULL
                ELSE false END AS in_time,
           coalesce(p.force, 0) AS force, coalesce(p.willing, 0) AS willing,
           coalesce(p.employed, 0) AS employed,
           coalesce(p.in_township, 0) AS in_township,
           coalesce(p.in_county, 0) AS in_county,
           coalesce(p.in_province, 0) AS in_province, coalesce(p.outside, 0) AS outside,
           coalesce(p.in_post, 0) AS in_post, coalesce(p.in_workshop, 0) AS in_workshop,
           coalesce(p.to_insure, 0) AS to_insure, coalesce(p.insured, 0) AS insured,
           coalesce(p.to_pension, 0) AS to_pension, coalesce(p.pensioned, 0) AS pensioned,
           coalesce(o.persons, 0) AS owed_persons, coalesce(o.yuan, 0) AS owed,
           coalesce(o.posts, 0) AS unpaid_posts, coalesce(o.wages, 0) AS unpaid_wages
      FROM households_household h
      LEFT JOIN helped t ON t.household_id = h.id
      LEFT JOIN owed o ON o.household_id = h.id
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
            is_below_line, measures, development, helped_in_time, labour_force, willing,
            employed, in_township, in_county, in_province, outside, in_post, in_workshop,
            to_insure, insured, to_pension, pensioned, owed_persons, owed, unpaid_posts,
            unpaid_wages)
    SELECT %(first)s, 1, id, village, household_type, category,
           CASE WHEN open THEN 'monitoring' WHEN identified THEN 'eliminated'
                ELSE 'none' END,
           identified_on, eliminated_on, is_new, is_relocated, is_no_labour, responsible,
           visited_on, persons, labour, %(year)s, net, heads, net_before, heads_before,
           fell, below, measures, development, in_time, force, willing, employed,
           in_township, in_county, in_province, outside, in_post, in_workshop, to_insure,
           insured, to_pension, pensioned, owed_persons, owed, unpaid_posts, unpaid_wages
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
           count(*) FILTER (WHERE (identified OR exited) AND below IS NOT NULL) AS blw,
           count(*) FILTER (WHERE open AND measures > 0) AS am,
           sum(measures) FILTER (WHERE open AND measures > 0) AS an,
           count(*) FILTER (WHERE open AND labour > 0 AND development > 0) AS ad,
           count(*) FILTER (WHERE open AND labour > 0) AS al,
           count(*) FILTER (WHERE identified AND in_time) AS ai,
           count(*) FILTER (WHERE identified AND in_time IS NOT NULL) AS aiw,
           sum(employed) FILTER (WHERE (identified OR exited) AND employed > 0) AS emp_w,
           sum(force) FILTER (WHERE (identified OR exited) AND force > 0) AS lab_w,
           sum(employed) FILTER (WHERE identified AND employed > 0) AS emp_m,
           sum(force) FILTER (WHERE identified AND force > 0) AS lab_m,
           sum(employed) FILTER (WHERE exited AND employed > 0) AS emp_x,
           sum(force) FILTER (WHERE exited AND force > 0) AS lab_x,
           sum(employed) FILTER (WHERE relocated AND employed > 0) AS emp_l,
           sum(force) FILTER (WHERE relocated AND force > 0) AS lab_l,
           sum(in_township) FILTER (WHERE (identified OR exited) AND in_township > 0) AS s_in_township,
           sum(in_county) FILTER (WHERE (identified OR exited) AND in_county > 0) AS s_in_county,
           sum(in_province) FILTER (WHERE (identified OR exited) AND in_province > 0) AS s_in_province,
           sum(outside) FILTER (WHERE (identified OR exited) AND outside > 0) AS s_outside,
           sum(in_post) FILTER (WHERE (identified OR exited) AND in_post > 0) AS s_in_post,
           sum(in_workshop) FILTER (WHERE (identified OR exited) AND in_workshop > 0) AS s_in_workshop,
           count(*) FILTER (WHERE (identified OR exited) AND willing > 0 AND employed = 0) AS z,
           count(*) FILTER (WHERE (identified OR exited) AND willing > 0) AS zw,
           sum(insured) FILTER (WHERE identified AND insured > 0) AS insud_m,
           sum(to_insure) FILTER (WHERE identified AND to_insure > 0) AS to_ie_m,
           sum(pensioned) FILTER (WHERE identified AND pensioned > 0) AS pensd_m,
           sum(to_pension) FILTER (WHERE identified AND to_pension > 0) AS to_pn_m,
           sum(insured) FILTER (WHERE exited AND insured > 0) AS insud_x,
           sum(to_insure) FILTER (WHERE exited AND to_insure > 0) AS to_ie_x,
           sum(pensioned) FILTER (WHERE exited AND pensioned > 0) AS pensd_x,
           sum(to_pension) FILTER (WHERE exited AND to_pension > 0) AS to_pn_x,
           sum(unpaid_posts) FILTER (WHERE unpaid_posts > 0) AS s_unpaid_posts,
           sum(unpaid_wages) FILTER (WHERE unpaid_posts > 0) AS s_unpaid_wages,
           sum(owed_persons) FILTER (WHERE owed_persons > 0) AS s_owed_persons,
           sum(owed) FILTER (WHERE owed_persons > 0) AS s_owed,
           0::numeric AS v_c, 0::numeric AS v_d, 0::numeric AS v_n, 0::numeric AS v_o, 0::numeric AS v_y
      FROM facts GROUP BY village, category
     UNION ALL
    SELECT code, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
           consumption, (dividends > 0)::int, 1, (dividends_owed > 0)::int, dividends_owed
      FROM village),
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
           sum(blw) blw,
           sum(am) am, sum(an) an, sum(ad) ad, sum(al) al, sum(ai) ai, sum(aiw) aiw,
           sum(emp_w) emp_w, sum(lab_w) lab_w, sum(emp_m) emp_m, sum(lab_m) lab_m, sum(emp_x) emp_x, sum(lab_x) lab_x,
           sum(emp_l) emp_l, sum(lab_l) lab_l, sum(s_in_township) s_in_township, sum(s_in_county)
           s_in_county, sum(s_in_province) s_in_province, sum(s_outside) s_outside,
           sum(s_in_post) s_in_post, sum(s_in_workshop) s_in_workshop, sum(z) z,
           sum(zw) zw, sum(insud_m) insud_m, sum(to_ie_m) to_ie_m, sum(pensd_m)
           pensd_m, sum(to_pn_m) to_pn_m, sum(insud_x) insud_x, sum(to_ie_x) to_ie_x,
           sum(pensd_x) pensd_x, sum(to_pn_x) to_pn_x, sum(s_unpaid_posts)
           s_unpaid_posts, sum(s_unpaid_wages) s_unpaid_wages, sum(s_owed_persons)
           s_owed_persons, sum(s_owed) s_owed, sum(v_c) v_c, sum(v_d) v_d, sum(v_n)
           v_n, sum(v_o) v_o, sum(v_y) v_y
      FROM (SELECT left(village, 6) || '000000' AS county,
                   left(village, 9) || '000' AS township, cells.* FROM cells) AS levels
     GROUP BY GROUPING SETS ((county), (county, category), (township),
                             (township, category), (village), (village, category))
    HAVING grouping(category) = 1 OR category <> '')
INSERT INTO floor_figures (month, revision, figure, area_code, category, part, whole,
                           definition_version, computed_at)
SELECT %(first)s, 1, f.figure, area_code, category, coalesce(f.part, 0), f.whole, 1, now()
  FROM rolled CROSS JOIN LATERAL (VALUES
       ('identified-households', h::numeric, NULL::numeric, false),
       ('identified-persons', p, NULL, false), ('open-households', oh, NULL, false),
       ('open-persons', op, NULL, false), ('eliminated-households', eh, NULL, false),
       ('eliminated-persons', ep, NULL, false), ('new-households', nh, NULL, false),
       ('new-persons', np, NULL, false), ('elimination-rate-persons', ep, coalesce(p, 0), false),
       ('elimination-rate-households', eh, h, false), ('visit-rate', vh, oh, false),
       ('responsible-rate', rh, oh, false), ('income-monitored', mn, coalesce(mp, 0), false),
       ('income-monitored-before', mbn, coalesce(mbp, 0), false),
       ('income-monitored-known', mk, h, false),
       ('income-monitored-known-before', mkb, h, false),
       ('income-monitored-same', msn, coalesce(msp, 0), false),
       ('income-monitored-same-before', msbn, coalesce(msbp, 0), false),
       ('income-monitored-paired', ms, h, false), ('income-exited', xn, coalesce(xp, 0), false),
       ('income-exited-before', xbn, coalesce(xbp, 0), false), ('income-exited-known', xk, x, false),
       ('income-exited-known-before', xkb, x, false),
       ('income-exited-same', xsn, coalesce(xsp, 0), false),
       ('income-exited-same-before', xsbn, coalesce(xsbp, 0), false),
       ('income-exited-paired', xs, x, false), ('income-relocated', ln, coalesce(lp, 0), false),
       ('income-relocated-before', lbn, coalesce(lbp, 0), false),
       ('income-relocated-known', lk, l, false), ('income-relocated-known-before', lkb, l, false),
       ('income-relocated-same', lsn, coalesce(lsp, 0), false),
       ('income-relocated-same-before', lsbn, coalesce(lsbp, 0), false),
       ('income-relocated-paired', ls, l, false), ('income-falling', f, fw, false),
       ('income-below-line', bl, blw, false),
       ('measure-rate', am, coalesce(oh, 0), false),
       ('measures-per-household', an, coalesce(oh, 0), false),
       ('development-rate', ad, coalesce(al, 0), false),
       ('measures-in-time', ai, coalesce(aiw, 0), false),
       ('employed-all', emp_w, NULL, false),
       ('employment-all', emp_w, coalesce(lab_w, 0), false),
       ('employed-monitored', emp_m, NULL, false),
       ('employment-monitored', emp_m, coalesce(lab_m, 0), false),
       ('employed-exited', emp_x, NULL, false),
       ('employment-exited', emp_x, coalesce(lab_x, 0), false),
       ('employed-relocated', emp_l, NULL, false),
       ('employment-relocated', emp_l, coalesce(lab_l, 0), false),
       ('work-township', s_in_township, NULL, false),
       ('work-county', s_in_county, NULL, false),
       ('work-province', s_in_province, NULL, false),
       ('work-outside', s_outside, NULL, false),
       ('work-posts', s_in_post, NULL, false),
       ('work-workshops', s_in_workshop, NULL, false),
       ('zero-employed', z, coalesce(zw, 0), false),
       ('medical-monitored', insud_m, coalesce(to_ie_m, 0), false),
       ('pension-monitored', pensd_m, coalesce(to_pn_m, 0), false),
       ('medical-exited', insud_x, coalesce(to_ie_x, 0), false),
       ('pension-exited', pensd_x, coalesce(to_pn_x, 0), false),
       ('unpaid-posts', s_unpaid_posts, NULL, false),
       ('unpaid-wages', s_unpaid_wages, NULL, false),
       ('arrears-persons', s_owed_persons, NULL, false),
       ('arrears-yuan', s_owed, NULL, false),
       ('consumption-aid', v_c, NULL, true),
       ('dividend-villages', v_d, coalesce(v_n, 0), true),
       ('dividend-arrears-villages', v_o, NULL, true),
       ('dividend-arrears-yuan', v_y, NULL, true)) AS f (figure, part, whole, of_villages)
 WHERE category = '' OR NOT of_villages
